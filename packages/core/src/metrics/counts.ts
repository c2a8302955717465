import { counterNames, type Counter } from './counter-table.js'
import { latencyBins } from './latency-histogram.js'

/**
 * Sums over any set of cells. `latency` holds the completed attempts by bin, timeouts left out, those
 * that should name a latency and do not in the last.
 */
export type Counts = { readonly [name in Counter]: number } & {
  readonly latency: readonly number[]
}

/** How long attempts took. */
export type LatencyCounts = Pick<Counts, 'attempts' | 'timeouts' | 'latency'>

/** Counters and latency bins side by side: the form in which cells are kept and sent. */
export type CountVector = Float64Array

type PerCounter = { readonly [name in Counter]: number }

export const counterIndex: PerCounter = perCounter((index) => index)

/** Length of a {@link CountVector}. */
export const countWidth: number = counterNames.length + latencyBins

export function emptyVector(): CountVector {
  return new Float64Array(countWidth)
}

/** Adds `part` to `sum`: for cells that share no decision. */
export function addVector(sum: CountVector, part: CountVector): void {
  const { length } = sum
  for (let i = 0; i < length; i += 1) sum[i] = (sum[i] ?? 0) + (part[i] ?? 0)
}

/** Raises `known` to `other`: for two snapshots of one cell, whichever is the later. */
export function raiseVector(known: CountVector, other: CountVector): void {
  for (let i = 0; i < countWidth; i += 1) known[i] = Math.max(known[i] ?? 0, other[i] ?? 0)
}

/** A vector as named numbers. */
export function readVector(vector: CountVector): Counts {
  const named = perCounter((index) => vector[index] ?? 0)
  return { ...named, latency: [...vector.subarray(counterNames.length)] }
}

/**
 * A vector as named numbers that are read where they stand: a year has buckets by the ten thousands, and most of
 * the numbers of each are never asked for. The vector must not change any more.
 */
export function viewVector(vector: CountVector): Counts {
  const view = new VectorView(vector)
  if (!namesCounters(view)) throw new TypeError('a counter has no value')
  return view
}

class VectorView {
  readonly vector: CountVector
  #latency: readonly number[] | null = null

  constructor(vector: CountVector) {
    this.vector = vector
  }

  get latency(): readonly number[] {
    if (this.#latency !== null) return this.#latency
    const latency: number[] = []
    for (let i = counterNames.length; i < countWidth; i += 1) latency.push(numberAt(this.vector, i))
    return (this.#latency = latency)
  }
}

/**
 * V8 gives what it reads from a vector an object of its own, and again for each member that it is kept in; a whole
 * number of 32 bits it holds in the member itself.
 */
function numberAt(vector: CountVector, index: number): number {
  const value = vector[index] ?? 0
  const whole = value | 0
  return whole === value ? whole : value
}

for (const name of counterNames) {
  Object.defineProperty(VectorView.prototype, name, {
    get(this: VectorView) {
      return numberAt(this.vector, counterIndex[name])
    },
  })
}

function namesCounters(view: VectorView): view is VectorView & Counts {
  return 'eligible' in view // one stands for all: they are named in one loop
}

/**
 * The counts with every start that never got its record counted as a failed attempt. Only right
 * for sealed buckets: before, a start without record may simply be under way.
 */
export function settleStarts(counts: Counts): Counts {
  const lost = Math.max(0, counts.started - counts.attempts)
  if (lost === 0) return counts
  if (counts instanceof VectorView) {
    const settled = counts.vector.slice()
    for (const name of ['attempts', 'errors', 'deadlineExceeded', 'timeouts'] as const) {
      settled[counterIndex[name]] = counts[name] + lost
    }
    return viewVector(settled)
  }
  return {
    ...counts,
    attempts: counts.attempts + lost,
    errors: counts.errors + lost,
    deadlineExceeded: counts.deadlineExceeded + lost,
    timeouts: counts.timeouts + lost,
  }
}

function perCounter(value: (index: number) => number): PerCounter {
  const named: { [name in Counter]?: number } = {}
  for (const [index, name] of counterNames.entries()) named[name] = value(index)
  if (!isComplete(named)) throw new TypeError('a counter has no value')
  return named
}

function isComplete(named: { [name in Counter]?: number }): named is PerCounter {
  return counterNames.every((name) => named[name] !== undefined)
}
