import { agreement, endingMarks, type Cohort, type Mismatch } from '@partial-trust/core/metrics'
import { foldLine } from './fold-line.js'
import type { LogTally } from './log-tally.js'
import { longestLine } from './line-splitter.js'
import { RecordScanner } from './record-scanner.js'
import type { TimeWindow } from './time-window.js'

const rowBytes = 80
/** As the scanner's source numbers them; the four marks of a `diff_summary` in the record's order. */
const flag = {
  diff: 1,
  odd: 16,
  intent: 32,
  decisionType: 64,
  actionCount: 128,
  entityKeys: 256,
  whole: 512,
} as const

type Ending = {
  /** How it counts where candidate and baseline are compared, and where they are not. */
  readonly compared: number
  readonly uncompared: number
  readonly status: string
  readonly reasonCode: string
  readonly schema: number | null
  readonly sampled: boolean
}

/** Counts lines into a tally by way of the scanner: the same sums as {@link foldLine}, faster. */
export class ScanFold {
  readonly #tally: LogTally
  readonly #window: TimeWindow
  readonly #scanner: RecordScanner
  readonly #endings: Ending[] = []
  /** Our number of each of the scanner's cohorts, in live and in shadow mode. */
  readonly #cohorts: (number | undefined)[] = []
  #filled = 0
  #skipping = false

  constructor(tally: LogTally, window: TimeWindow) {
    this.#tally = tally
    this.#window = window
    this.#scanner = new RecordScanner(window.sinceMs, window.untilMs)
  }

  /** Where to put the next bytes of the log; tell {@link took} how many. */
  get room(): Buffer {
    return this.#scanner.input.subarray(this.#filled)
  }

  /** Counts the lines that the last `length` bytes put into the room complete. */
  took(length: number): void {
    this.#filled += length
    const { input } = this.#scanner
    const end = input.subarray(0, this.#filled).lastIndexOf(10) + 1
    if (end > 0) {
      const start = this.#skipping ? input.indexOf(10) + 1 : 0
      if (start > 0) input.fill(32, 0, start - 1) // what is left of a line that was given up
      this.#skipping = false
      this.#scan(end)
      input.copyWithin(0, end, this.#filled)
      this.#filled -= end
    } else if (this.#filled === longestLine) {
      if (!this.#skipping) this.#tally.parseErrors += 1
      this.#skipping = true
      this.#filled = 0
    }
  }

  /** Counts what is left of a file: its last line, if that has no newline. */
  endFile(): void {
    if (this.#filled > 0 && !this.#skipping) {
      foldLine(this.#tally, this.#scanner.input.subarray(0, this.#filled), this.#window)
    }
    this.#filled = 0
    this.#skipping = false
  }

  /** Adds what the scanner counted by itself. Call once, at the end. */
  finish(): void {
    const tally = this.#tally
    for (const { cohort, ending, times, firstMs, lastMs } of this.#scanner.pairs()) {
      const { uncompared, status, reasonCode, schema } = this.#ending(ending)
      const ours = this.#cohort(cohort, status)
      tally.line(status, reasonCode, schema, times)
      tally.span(ours, firstMs, lastMs, times)
      tally.plain(ours, uncompared, times)
    }
    tally.outside += this.#scanner.outside
  }

  #scan(length: number): void {
    if (this.#scanner.isText(length)) {
      this.#scanner.scan(length, (rows) => this.#takeRows(rows))
      return
    }
    // Something in here is no UTF-8: look at every line by itself.
    const { input } = this.#scanner
    let start = 0
    while (start < length) {
      const end = input.indexOf(10, start)
      foldLine(this.#tally, input.subarray(start, end), this.#window)
      start = end + 1
    }
  }

  #takeRows(rows: number): void {
    const { view, bytes, rowsStart } = this.#scanner
    for (let i = 0; i < rows; i += 1) {
      const at = rowsStart + i * rowBytes
      const flags = view.getInt32(at + 56, true)
      if ((flags & flag.odd) !== 0) {
        const start = view.getInt32(at + 72, true)
        const line = bytes.subarray(start, start + view.getInt32(at + 76, true))
        foldLine(this.#tally, line, this.#window)
      } else this.#takeRow(at, flags)
    }
  }

  #takeRow(at: number, flags: number): void {
    const { view } = this.#scanner
    const tally = this.#tally
    const ending = this.#ending(view.getInt32(at + 64, true))
    const cohort = this.#cohort(view.getInt32(at + 60, true), ending.status)
    const atMs = present(view.getFloat64(at, true))
    const latency = present(view.getFloat64(at + 8, true))
    tally.line(ending.status, ending.reasonCode, ending.schema, 1)
    if (ending.sampled) tally.sampled += 1
    tally.span(cohort, atMs, atMs, 1)
    const facts = {
      atMs,
      latencyMs: latency === null ? null : Math.trunc(latency),
      deadlineMs: present(view.getFloat64(at + 16, true)),
      mismatch: (flags & flag.diff) === 0 ? null : mismatchOf(flags),
      inputTokens: tokens(view.getFloat64(at + 24, true)),
      outputTokens: tokens(view.getFloat64(at + 32, true)),
    }
    const how = facts.mismatch === null ? ending.uncompared : ending.compared
    tally.attempt(cohort, how, facts, view.getFloat64(at + 48, true))
  }

  #ending(index: number): Ending {
    return (this.#endings[index] ??= this.#readEnding(index))
  }

  #readEnding(index: number): Ending {
    const text = this.#scanner.ending(index)
    const ending = {
      status: text.status ?? 'unknown',
      reasonCode: text.reasonCode ?? 'unknown',
      schema: finite(text.schema),
      sampled: text.sampled,
    }
    return {
      ...ending,
      compared: endingMarks({ ...ending, mismatch: agreement }),
      uncompared: endingMarks({ ...ending, mismatch: null }),
    }
  }

  #cohort(index: number, status: string): number {
    const shadow = status === 'shadow'
    const slot = index * 2 + (shadow ? 1 : 0)
    return (this.#cohorts[slot] ??= this.#tally.cohortOf(this.#readCohort(index, shadow)))
  }

  #readCohort(index: number, shadow: boolean): Cohort {
    const text = this.#scanner.cohort(index)
    return {
      corridor: text.corridor ?? '',
      epoch: text.epoch,
      stage: text.stage,
      sampleRate: finite(text.sampleRate),
      mode: shadow || text.mode === 'shadow' ? 'shadow' : 'live',
      model: text.model,
    }
  }
}

function mismatchOf(flags: number): Mismatch {
  const isWhole = (flags & flag.whole) !== 0
  return {
    intent: (flags & flag.intent) !== 0,
    decisionType: isWhole ? (flags & flag.decisionType) !== 0 : null,
    actionCount: isWhole ? (flags & flag.actionCount) !== 0 : null,
    entityKeys: (flags & flag.entityKeys) !== 0,
  }
}

function present(value: number): number | null {
  return Number.isNaN(value) ? null : value
}

function tokens(value: number): number | null {
  return value >= 0 ? value : null
}

function finite(text: string | null): number | null {
  const number = text === null ? Number.NaN : Number(text)
  return Number.isFinite(number) ? number : null
}
