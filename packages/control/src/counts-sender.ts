import { bucketMs, isSealed } from '@partial-trust/core'
import type { AttemptStart, Cell, Clock, RiskRecord } from '@partial-trust/core'
import { bounded } from './bounded.js'
import type { CountsOnDisk } from './counts-on-disk.js'
import type { EvidenceStore } from './evidence-store.js'
import { MetricsSpool } from './metrics-spool.js'
import type { SpoolPart } from './metrics-spool.js'

export type CountsSenderOptions = {
  readonly evidence: EvidenceStore
  readonly instance: string
  readonly clock: Clock
  /** The longest deadline of its corridors, in ms: until it has passed, counts can still grow. */
  readonly longestDeadlineMs: () => number
  /** How often {@link CountsSender.flush} is called, in ms, and how often counts go to the store. */
  readonly flushMs: number
  readonly saveMs: number
  /** How long a store or a disk may take, in ms. */
  readonly timeoutMs: number
  /** Keeps what the store does not have yet; absent: memory alone does. */
  readonly disk: CountsOnDisk | undefined
}

/** Cells in one request to the store. */
const mostCellsAtOnce = 200
/** How long a process sends counts before it does something else, in ms. */
const turnMs = 2000

/** Counts of one process on their way to the store, none of them twice. */
export class CountsSender {
  readonly #options: CountsSenderOptions
  readonly #spool: MetricsSpool
  #savedMs = Number.NEGATIVE_INFINITY
  #keptChanges = 0
  /** Cells of earlier processes that were too old to be sent. */
  #lostCells = 0

  constructor(options: CountsSenderOptions) {
    this.#options = options
    this.#spool = new MetricsSpool({
      instance: options.instance,
      deadlineMs: options.longestDeadlineMs,
    })
  }

  record(record: RiskRecord): void {
    this.#spool.record(record)
  }

  started(intent: string, start: AttemptStart): void {
    this.#spool.started(intent, start)
  }

  /** Cells that came to nothing. */
  get droppedCells(): number {
    return this.#spool.droppedCells + this.#lostCells
  }

  /** Saves when it is time to, or at a process's end; between that it keeps on disk what changed. */
  async flush(ends: boolean): Promise<void> {
    const { clock, saveMs, flushMs } = this.#options
    if (ends || clock.monotonicMs() - this.#savedMs >= saveMs - flushMs / 2) await this.#save(ends)
    else if (this.#spool.changes !== this.#keptChanges) await this.#keep(this.#here())
  }

  async #save(ends: boolean): Promise<void> {
    const { clock } = this.#options
    this.#savedMs = clock.monotonicMs()
    const { changes } = this.#spool
    try {
      const sent = await this.#meanwhileKept(this.#sendAll(ends))
      // The rest as soon as others had their turn.
      if (sent === 'some') this.#savedMs = Number.NEGATIVE_INFINITY
      const nothingLeft = sent === 'all' && this.#spool.changes === changes
      await this.#keep(nothingLeft ? [] : this.#here())
      if (sent !== 'some') await this.#meanwhileKept(this.#sendLeftBehind())
    } catch {
      // Kept in the spool and sent again with the next batch.
      await this.#keep(this.#here())
    }
  }

  /**
   * The oldest first, a few at a time, and no longer than its turn is: what a long outage left neither holds up
   * decisions nor is more than a store takes at once, and what arrived is not sent again.
   */
  async #sendAll(ends: boolean): Promise<'all' | 'all that is over' | 'some'> {
    const { clock, saveMs } = this.#options
    const nowMs = clock.epochMs()
    const untilMs = clock.monotonicMs() + turnMs
    let grows = 0
    for (const cells of this.#spool.batches(nowMs, mostCellsAtOnce)) {
      if (clock.monotonicMs() > untilMs) return 'some'
      // A bucket that still grows is sent when it is over: one row of the store for each.
      const whole =
        ends || saveMs < bucketMs ? cells : cells.filter((cell) => this.#isOver(cell, nowMs))
      grows += cells.length - whole.length
      await this.#send(whole)
      this.#spool.saved(nowMs, whole)
    }
    return grows === 0 ? 'all' : 'all that is over'
  }

  /** However long the store takes to answer, what is counted goes to disk as often as otherwise. */
  async #meanwhileKept<Result>(work: Promise<Result>): Promise<Result> {
    const { disk, flushMs, clock } = this.#options
    if (disk === undefined) return work
    const over = work.then(
      () => true,
      () => true,
    )
    while (!(await bounded(() => over, flushMs, clock).catch(() => false))) {
      if (this.#spool.changes !== this.#keptChanges) await this.#keep(this.#here())
    }
    return work
  }

  #here(): readonly SpoolPart[] {
    return this.#spool.parts(this.#options.clock.epochMs())
  }

  #isOver({ key: { bucket } }: Cell, nowMs: number): boolean {
    const sealing = { nowMs, deadlineMs: this.#options.longestDeadlineMs(), graceMs: 0 }
    return bucket === null || isSealed(bucket, sealing)
  }

  #send(cells: readonly Cell[]): Promise<void> {
    const { evidence, timeoutMs, clock } = this.#options
    return bounded(() => evidence.save(cells), timeoutMs, clock)
  }

  /** A disk that hangs holds up nothing but the counts, and those for no longer than a store would. */
  async #keep(parts: readonly SpoolPart[]): Promise<void> {
    const { disk, timeoutMs, clock } = this.#options
    if (disk === undefined) return
    this.#keptChanges = this.#spool.changes
    await bounded(() => disk.keep(parts), timeoutMs, clock).catch(() => undefined)
  }

  /** Now that the store answers, it gets what processes that ended before could not send. */
  async #sendLeftBehind(): Promise<void> {
    const { disk } = this.#options
    if (disk === undefined) return
    await disk.touch()
    for await (const { cells, lost, forget } of disk.leftBehind()) {
      for (let from = 0; from < cells.length; from += mostCellsAtOnce) {
        await this.#send(cells.slice(from, from + mostCellsAtOnce))
      }
      this.#lostCells += lost
      await forget()
    }
  }
}
