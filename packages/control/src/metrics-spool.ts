import { bucketMs, isSealed, MetricsCounter, observe } from '@partial-trust/core'
import type { AttemptStart, Cell, RiskRecord } from '@partial-trust/core'

export type MetricsSpoolOptions = {
  readonly instance: string
  /** The longest deadline of any corridor counted here, in ms. */
  readonly deadlineMs: () => number
  /** Most cells kept while they cannot be sent. Default 20 000: about a day of one process. */
  readonly mostCells?: number
}

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

  constructor(options: MetricsSpoolOptions) {
    this.#options = { mostCells: 20_000, ...options }
  }

  /** Cells given up because the store stayed away for too long. */
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
    this.#changes += 1
    const { counter, instance } = this.#current(observation.atMs ?? 0)
    counter.record({ ...observation, instance })
  }

  /** Counts a candidate at once: should this process die, the start without an outcome is a failure. */
  started(corridor: string, start: AttemptStart): void {
    this.#changes += 1
    this.#current(start.epochMs).counter.start({
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

  /** Every cell the store may not have yet, as it stands at `nowMs`. */
  batch(nowMs: number): readonly Cell[] {
    this.#current(nowMs)
    this.#limit()
    return this.#generations.flatMap(({ counter, instance, sent }) =>
      [...counter.cells]
        .filter(([name]) => !sent.has(name))
        .map(([, cell]) => ({ key: { ...cell.key, instance }, vector: cell.vector.slice() })),
    )
  }

  /** Told that the store has the batch of `nowMs`: what was sealed then needs no second sending. */
  saved(nowMs: number): void {
    const deadlineMs = this.#options.deadlineMs()
    let lastSealed = Math.floor(nowMs / bucketMs)
    while (!isSealed(lastSealed, { nowMs, deadlineMs })) lastSealed -= 1
    for (const generation of this.#generations) {
      const { counter, sent } = generation
      generation.letGoThrough = Math.max(generation.letGoThrough, lastSealed)
      for (const [name, { key }] of counter.cells) {
        if (key.bucket === null || isSealed(key.bucket, { nowMs, deadlineMs })) sent.add(name)
      }
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
    if (last !== undefined && nowMs < last.untilMs && !letGo) return last
    this.#made += 1
    const next: Generation = {
      // A name of its own, so that a late record counts beside what was let go of, not over it.
      instance: `${this.#options.instance}.${this.#made}`,
      counter: new MetricsCounter(),
      untilMs: nowMs + generationMs,
      sent: new Set(),
      letGoThrough: Number.NEGATIVE_INFINITY,
    }
    this.#generations.push(next)
    return next
  }

  #limit(): void {
    const size = () => this.#generations.reduce((sum, { counter }) => sum + counter.cells.size, 0)
    while (this.#generations.length > 1 && size() > this.#options.mostCells) {
      const oldest = this.#generations.shift()
      this.#droppedCells += (oldest?.counter.cells.size ?? 0) - (oldest?.sent.size ?? 0)
    }
  }
}

type Generation = {
  readonly instance: string
  readonly counter: MetricsCounter
  readonly untilMs: number
  /** Names of the cells the store has in their final state. */
  readonly sent: Set<string>
  /** Last bucket whose cells the store has in their final state, were there any. */
  letGoThrough: number
}
