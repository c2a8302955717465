import { bucketMs, isSealed, MetricsCounter, observe } from '@partial-trust/core'
import type { AttemptStart, Cell, RiskRecord } from '@partial-trust/core'

export type MetricsSpoolOptions = {
  readonly instance: string
  /** The longest deadline of any corridor counted here, in ms. */
  readonly deadlineMs: () => number
  /** Most cells kept while they cannot be sent. Default 20 000: about a day of one process. */
  readonly mostCells?: number
}

/** Some of the cells, under a name that no other process or part has. */
export type SpoolPart = {
  readonly name: string
  /** Grows with everything that is counted in it. */
  readonly changes: number
  /** Cells that the store may not have. */
  readonly size: number
  /** These cells, as they stand now. */
  readonly cells: () => readonly Cell[]
}

/**
 * For so long counts are sent, in ms. The store keeps single processes' cells for twice as long: sent within it, none is
 * counted twice, whether or not the store took it before and its answer was lost.
 */
export const sendWithinMs = 24 * 3_600_000

/** How long one counter takes new decisions, so that sealed cells can be let go of with it. */
const generationMs = 10 * 60_000

/**
 * This process's counts on their way to the store. A record is counted as it comes: keeping
 * thousands of them until the next batch costs more than that, and holds up decisions when it ends.
 * Nothing is let go of before the store has it, up to a limit that is counted.
 */
export class MetricsSpool {
  readonly #options: Required<MetricsSpoolOptions>
  #generations: Generation[] = []
  #made = 0
  #droppedCells = 0
  #changes = 0
  /** Where the cells that were handed out come from. */
  readonly #places = new WeakMap<Cell, Place>()

  constructor(options: MetricsSpoolOptions) {
    this.#options = { mostCells: 20_000, ...options }
  }

  /** Cells given up because the store stayed away for too long, or they were too many. */
  get droppedCells(): number {
    return this.#droppedCells
  }

  /** Grows with everything that is counted: whether there is anything new to keep. */
  get changes(): number {
    return this.#changes
  }

  /** Counts a record. */
  record(record: RiskRecord): void {
    const observation = observe(record)
    if (observation === null) return
    const generation = this.#current(observation.atMs ?? 0)
    const { counter, instance } = generation
    this.#changes += 1
    generation.changes += 1
    counter.record({ ...observation, instance })
  }

  /** Counts a candidate at once: should this process die, the start without an outcome is a failure. */
  started(corridor: string, start: AttemptStart): void {
    const generation = this.#current(start.epochMs)
    this.#changes += 1
    generation.changes += 1
    generation.counter.start({
      instance: this.#options.instance,
      bucket: Math.floor(start.epochMs / bucketMs),
      corridor,
      epoch: start.epoch,
      stage: start.stage,
      sampleRate: start.rate,
      mode: 'live',
      model: null,
      part: start.part ?? null,
    })
  }

  /**
   * Cells the store may not have yet, the oldest first, at most so many at a time, each as it stands when it is
   * asked for: after a long outage they are too many for one piece of work.
   */
  *batches(nowMs: number, most: number): Generator<readonly Cell[]> {
    this.#current(nowMs)
    this.#limit(nowMs)
    let batch: Cell[] = []
    for (const generation of this.#generations.slice()) {
      for (const place of unsent(generation)) {
        const cell = cellAt(place)
        this.#places.set(cell, place)
        batch.push(cell)
        if (batch.length < most) continue
        yield batch
        batch = []
      }
    }
    if (batch.length > 0) yield batch
  }

  /** The same in parts of which the last alone still changes. */
  parts(nowMs: number): readonly SpoolPart[] {
    this.#current(nowMs)
    this.#limit(nowMs)
    return this.#generations.map((generation) => {
      const { instance, changes, counter, sent } = generation
      const size = counter.cells.size - sent.size
      return { name: instance, changes, size, cells: () => unsent(generation).map(cellAt) }
    })
  }

  /** Told that the store has a batch as of `nowMs`: what was sealed then needs no second sending. */
  saved(nowMs: number, batch: readonly Cell[]): void {
    const sealing = { nowMs, deadlineMs: this.#options.deadlineMs() }
    let lastSealed = Math.floor(nowMs / bucketMs)
    while (!isSealed(lastSealed, sealing)) lastSealed -= 1
    for (const generation of this.#generations) {
      generation.letGoThrough = Math.max(generation.letGoThrough, lastSealed)
    }
    for (const cell of batch) {
      const { bucket } = cell.key
      const place = this.#places.get(cell)
      if (bucket === null || isSealed(bucket, sealing)) place?.generation.sent.add(place.name)
    }
    const current = this.#generations.at(-1)
    this.#generations = this.#generations.filter(
      (generation) =>
        generation === current || generation.sent.size < generation.counter.cells.size,
    )
  }

  #current(nowMs: number): Generation {
    const last = this.#generations.at(-1)
    // Where the clock was set back, the cells of that time are not sent again.
    const letGo = last !== undefined && Math.floor(nowMs / bucketMs) <= last.letGoThrough
    // One that began long after now would take decisions for as long as the clock was ahead.
    const isAhead = last !== undefined && nowMs < last.untilMs - 2 * generationMs
    if (last !== undefined && nowMs < last.untilMs && !letGo && !isAhead) return last
    this.#made += 1
    const next: Generation = {
      // A name of its own, so that a late record counts beside what was let go of, not over it.
      instance: `${this.#options.instance}.${this.#made}`,
      counter: new MetricsCounter(),
      changes: 0,
      untilMs: nowMs + generationMs,
      sent: new Set(),
      letGoThrough: Number.NEGATIVE_INFINITY,
    }
    this.#generations.push(next)
    return next
  }

  #limit(nowMs: number): void {
    const size = () => this.#generations.reduce((sum, { counter }) => sum + counter.cells.size, 0)
    const isOld = () => (this.#generations[0]?.untilMs ?? Infinity) < nowMs - sendWithinMs
    while (this.#generations.length > 1 && (isOld() || size() > this.#options.mostCells)) {
      const oldest = this.#generations.shift()
      this.#droppedCells += (oldest?.counter.cells.size ?? 0) - (oldest?.sent.size ?? 0)
    }
  }
}

type Generation = {
  readonly instance: string
  readonly counter: MetricsCounter
  changes: number
  readonly untilMs: number
  /** Names of the cells the store has in their final state. */
  readonly sent: Set<string>
  /** Last bucket whose cells the store has in their final state, were there any. */
  letGoThrough: number
}

type Place = { readonly generation: Generation; readonly name: string; readonly cell: Cell }

function unsent(generation: Generation): readonly Place[] {
  const places: Place[] = []
  for (const [name, cell] of generation.counter.cells) {
    if (!generation.sent.has(name)) places.push({ generation, name, cell })
  }
  return places
}

/** A copy, under its generation's name. */
function cellAt({ generation: { instance }, cell: { key, vector } }: Place): Cell {
  return { key: { ...key, instance }, vector: vector.slice() }
}
