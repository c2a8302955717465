import type { Cell, Metrics, Mode } from '@partial-trust/core'
import type { OutcomeKind, OutcomeReport } from './outcome.js'
import type { StopProof, StopProofFigures } from './stop-proof.js'

/** What one process says of itself every few seconds, for `status`. Content-free. */
export type ProcessReport = {
  /** Random name of the process, new at every start. */
  readonly instance: string
  readonly host: string
  readonly pid: number
  /** ISO 8601 UTC: start of the process and this report, by the process's own clock. */
  readonly started_at: string
  readonly seen_at: string
  readonly lease_ms: number
  /** Age of the control state it acts on; null before it ever read one. */
  readonly lease_age_ms: number | null
  /** How often it reports where nothing changes; absent in older reports: every {@link usualReportMs}. */
  readonly report_every_ms?: number
  readonly corridors: readonly ProcessCorridor[]
  /** Risk records it had to drop. */
  readonly dropped_records: number
  /** Metric cells that did not fit into its spool while the store was away. */
  readonly dropped_cells: number
  /** Cells that are in memory alone because its disk does not take them; absent where it does. */
  readonly unkept_cells?: number
  /** Why the disk does not take them. */
  readonly disk_problem?: string
  /** What it found when it last tried the kill in every process; absent in one that never led. */
  readonly stop_proof?: StopProof
  /** Its last report, sent at a normal stop. Absent in any other. */
  readonly stopped?: true
}

/** A report as the store hands it out. */
export type HeardReport = ProcessReport & {
  /**
   * Ms since the store took it, by the store's own clock, which alone compares the processes of many hosts;
   * below 0 where that clock was set back since. Absent where an older control plane hands it out.
   */
  readonly heard_ms?: number
}

/** For how long nobody has heard of a process, in ms; below 0 where a clock was set back since. */
export function silentMsOf(report: HeardReport, nowMs: number): number {
  return report.heard_ms ?? nowMs - Date.parse(report.seen_at)
}

/** How often a process reports where nothing changes, in ms. */
export const usualReportMs = 2000

export type ProcessCorridor = {
  readonly intent: string
  readonly epoch: string
  /** Share of ids, 0 to 1, that may reach the model in this process now. */
  readonly rate: number
  /** Who set that rate, in the words of `status`. */
  readonly set_by: string
  /** Absent in older reports. */
  readonly mode?: Mode
  /** Version of the corridor's state it acts on: what a kill waits for. Absent in older reports. */
  readonly version?: number
  /**
   * Hash of the audit entry that state was left by; null where nothing was ever changed. A version alone
   * would speak of another history where the store was set back. Absent in older reports.
   */
  readonly entry?: string | null
}

/** A part of all that was counted, and where to go on reading. */
export type EvidencePage = {
  /** Cells of all processes together, `instance` being empty; each as it stands now. */
  readonly metrics: Metrics
  /** Hand it to the next `evidence` call to get only what grew since. */
  readonly upTo: number
  /** Whether there is more to read after `upTo`. */
  readonly more: boolean
  /**
   * Names the store's past: another once it was made anew, or a backup was put in its place, so that `upTo` means
   * nothing any more. Absent where an older control plane hands it out.
   */
  readonly past?: string
}

/** About as many cells as one page holds: a few ms of work for whoever reads it. */
export const cellsAPage = 2000

/** How far back counts are kept, and how finely. */
export type Horizon = {
  /** From the narrowest to the widest. */
  readonly folds: readonly Fold[]
  /** Windows below are let go of, but for those of `keep`. */
  readonly pruneBefore: number
  /** `corridor/stage` that a verdict may still need, `corridor/*` for all of a corridor. */
  readonly keep: readonly string[]
  /** ISO 8601 UTC: what single processes counted and sent before is let go of; its sum is kept. */
  readonly cellsBefore: string
  /**
   * ISO 8601 UTC, by corridor: since when what was said of its decisions counts in its present stage. That is kept;
   * all other goes with the windows of its time.
   */
  readonly outcomesSince: ReadonlyMap<string, string>
}

/** Outcomes that one slice of tidying looks at. */
export const outcomesASlice = 1000

/** One step of putting counts together. */
export type Fold = {
  /** Buckets below are put together; a multiple of `width`. */
  readonly before: number
  /** Windows of so many buckets; a divisor of the hour. */
  readonly width: number
  /** Divisors of it, where a verdict could tell: by `corridor/stage` or `corridor/*`. */
  readonly narrower: readonly { readonly place: string; readonly width: number }[]
  /** The same, for counts that a confidence threshold may be certified with. */
  readonly tunedWidth: number
  /** Windows in which the evidence of a stage or part begins stay as they are: `corridor/` and the first bucket. */
  readonly untouched: readonly string[]
}

/** Rows that one slice of tidying takes at most, but for the last window of it. */
export const rowsASlice = 200

/** Counts and reports of all processes. It is never asked on the way of a decision. */
export interface EvidenceStore {
  /**
   * Takes counts as they stand. A cell that is known keeps the larger value of each counter, so
   * sending one twice, or an older state late, changes nothing.
   *
   * @throws {StoreUnavailableError} when it is unknown whether they were taken: send them again.
   */
  save(cells: Iterable<Cell>): Promise<void>

  /** What grew after `since` (default 0: everything), a page of bounded size at a time. */
  evidence(since?: number): Promise<EvidencePage>

  /**
   * Counts what became of a decision; false when the same was known already.
   *
   * @throws {StoreUnavailableError} when it is unknown whether it was counted: report it again.
   */
  outcome(report: OutcomeReport): Promise<boolean>

  /**
   * What became of a corridor's decisions, by the SHA-256 of their command id.
   *
   * @throws {StoreUnavailableError} when it cannot be read, as behind a control plane.
   */
  outcomes(corridor: string): Promise<ReadonlyMap<string, OutcomeKind>>

  /**
   * Puts old buckets together and lets go of what nobody needs: a slice of it, so that nobody waits for
   * long. True while there is more to do. What counts together stays the same, so may a verdict.
   */
  tidy(horizon: Horizon): Promise<boolean>

  report(process: ProcessReport): Promise<void>

  /** The last report of every process that was seen in the last day, newest first. */
  processes(): Promise<readonly HeardReport[]>

  /**
   * What the latest trial of the kill showed, by their reports; null where none was made. Every process asks for it
   * now and then: reading the reports of all for that would cost a fleet the square of its size.
   */
  stopProof(): Promise<StopProofFigures | null>

  close(): Promise<void>
}
