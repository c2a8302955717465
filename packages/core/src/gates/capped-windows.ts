import { logLimit } from './bounds.js'
import type { BucketCount } from './bucket-count.js'
import { crossing } from './crossing.js'
import { logSumExp } from './log-space.js'

/**
 * What complete windows say against a rate being too high, whatever the decisions inside a window do to each
 * other (GATES 5). A window counts by how full it is, up to a multiple of the usual traffic: failures that come
 * with load weigh as much as they did harm, and one crowded window cannot outweigh the rest.
 */
export type CappedWindows = {
  /** Windows that were bet on: all but the first, which tells what traffic is usual. */
  readonly bets: number
  readonly perCap: readonly CappedGroup[]
}

/** Windows that say the same, put together: how full, how bad, and how many of them. */
type CappedGroup = {
  readonly full: Float64Array
  readonly bad: Float64Array
  readonly count: Float64Array
}

/** Caps, as multiples of the windows' mean size so far; half of the stake each. */
const caps = [1, 2] as const
/** 1 - r of each rate bet on, as a share of the threshold, and its part of the stake. */
const alternatives = [
  { distance: 1, weight: 0.17 },
  { distance: 0.965, weight: 0.16 },
  { distance: 0.9, weight: 0.17 },
  { distance: 0.8, weight: 0.13 },
  { distance: 0.68, weight: 0.11 },
  { distance: 0.54, weight: 0.09 },
  { distance: 0.38, weight: 0.08 },
  { distance: 0.2, weight: 0.06 },
  { distance: 0.08, weight: 0.03 },
] as const

/** @param windows Complete, merged, in time order ({@link windowsOf}); empty ones say nothing. */
export function cappedWindows(windows: readonly BucketCount[]): CappedWindows {
  const fold = new CappedFold()
  for (const window of windows) fold.add(window)
  return fold.read()
}

const nothing = { windows: 0, decisions: 0 }

/** {@link cappedWindows}, one window at a time, for whoever wants to know what was known at each moment. */
export class CappedFold {
  readonly #tallies = caps.map(() => new Tally())
  #windows: number
  #decisions: number

  /** @param before What is known of the traffic already; default: nothing. */
  constructor(before: { readonly windows: number; readonly decisions: number } = nothing) {
    this.#windows = before.windows
    this.#decisions = before.decisions
  }

  /** The next complete window. */
  add(window: { readonly s: number; readonly n: number }): void {
    if (window.n === 0) return
    if (this.#windows > 0) this.weigh(window, 1)
    this.#windows += 1
    this.#decisions += window.n
  }

  /** Bets on a window as if there were `weight` of it, and learns no traffic from it. */
  weigh({ s, n }: { readonly s: number; readonly n: number }, weight: number): void {
    for (const [k, cap] of caps.entries()) {
      const most = Math.max(1, Math.floor((cap * this.#decisions) / this.#windows))
      this.#tallies[k]?.add(Math.min(n, most), Math.min(s, most), most, weight)
    }
  }

  read(): CappedWindows {
    return {
      bets: Math.max(0, this.#windows - 1),
      perCap: this.#tallies.map((tally) => tally.groups()),
    }
  }
}

/**
 * ln of the evidence that the rate is below `p0`. A window with s = n never raises it, and it never falls as
 * `p0` grows.
 *
 * @param times As if everything had been seen so many times over.
 */
export function logCappedEvidence({ perCap }: CappedWindows, p0: number, times = 1): number {
  if (times === 0) return 0
  const logs: number[] = []
  for (const group of perCap) {
    for (const { distance, weight } of alternatives) {
      const gain = times * logProduct(group, distance, p0)
      logs.push(Math.log(weight / caps.length) + gain)
    }
  }
  return logSumExp(logs)
}

/** The largest rate not ruled out; agrees with {@link logCappedEvidence} at that alpha. */
export function cappedUpper(windows: CappedWindows, alpha: number): number {
  const limit = logLimit(alpha)
  const excess = (p0: number): number => logCappedEvidence(windows, p0) - limit
  const most = 1 - 2 ** -53
  return excess(most) < 0 ? 1 : crossing(2 ** -53, most, excess)
}

function logProduct({ full, bad, count }: CappedGroup, distance: number, p0: number): number {
  const scale = distance / (1 - distance * p0)
  let sum = 0
  for (let i = 0; i < count.length; i++) {
    const gain = scale * (p0 * (full[i] ?? 0) - (bad[i] ?? 0))
    // Never below -1 but for rounding: all is lost where everything failed and that was ruled out.
    sum += (count[i] ?? 0) * Math.log1p(Math.max(-1, gain))
  }
  return sum
}

/** Counts equal windows: years of them come to a few hundred different ones. */
class Tally {
  readonly #byMost = new Map<number, Map<number, { full: number; bad: number; count: number }>>()
  #last: { most: number; of: Map<number, { full: number; bad: number; count: number }> } | null =
    null

  add(n: number, s: number, most: number, weight: number): void {
    if (this.#last?.most !== most) {
      const of = this.#byMost.get(most) ?? new Map<number, never>()
      this.#byMost.set(most, of)
      this.#last = { most, of }
    }
    const name = n * (most + 1) + s
    const known = this.#last.of.get(name)
    if (known === undefined)
      this.#last.of.set(name, { full: n / most, bad: s / most, count: weight })
    else known.count += weight
  }

  groups(): CappedGroup {
    const all = [...this.#byMost.values()].flatMap((of) => [...of.values()])
    return {
      full: Float64Array.from(all, ({ full }) => full),
      bad: Float64Array.from(all, ({ bad }) => bad),
      count: Float64Array.from(all, ({ count }) => count),
    }
  }
}
