import {
  agreement,
  counterIndex,
  difference,
  disagrees,
  mark,
  readMetrics,
  startBucket,
  type CellKey,
  type Counter,
  type Observation,
  type StageVerdict,
} from '@partial-trust/core'
import { LogTally } from './log-tally.js'
import { metricReports } from './metric-report.js'
import type { Attempt } from './read-attempts.js'
import { toldDespite, type Ends } from './replay-unknown.js'
import type { AnalysisReport } from './report.js'
import { tallyMetrics } from './tally-metrics.js'

/** Another setting to try on a log. Null: as it was when the record was made. */
export type Scenario = {
  /** Least confidence with which a candidate passes. One without a stated confidence passes. */
  readonly confidence: number | null
  readonly deadlineMs: number | null
}

/** What a setting would have brought, of the decisions that the stage's verdict counts. */
export type Replayed = {
  readonly scenario: Scenario
  readonly attempts: number
  readonly metrics: AnalysisReport['metrics']
  /** Accepted candidates that read the command otherwise than the baseline, of those compared. */
  readonly accepted_mismatch: {
    readonly s: number
    readonly n: number
    readonly estimate: number | null
  }
  /**
   * Attempts of which the log cannot tell how they would have ended. `metrics` count them as timed out, so
   * with any of them acceptance is a least and errors are a most.
   */
  readonly unknown: number
  /** `INSUFFICIENT` also where the verdict hangs on those that are unknown. */
  readonly gate: StageVerdict
  /** What is unknown and what hangs on it, in a sentence; null where nothing is. */
  readonly remark: string | null
}

export type ReplayQuestion = {
  /** The cells that the verdict on the log as it was counts. */
  readonly includes: (key: CellKey) => boolean
  /** Judges what was played as `gate` judges a log. */
  readonly judge: (tally: LogTally) => StageVerdict
}

/** Plays the attempts of a log under other settings, without asking any model again. */
export class Replay {
  readonly #scenario: Scenario
  readonly #includes: ReplayQuestion['includes']
  readonly #tally: LogTally
  /** The log played to either end of what is unknown; null where the deadline lets nothing be. */
  readonly #ends: Ends | null
  #unknown = 0
  readonly #accepted = { s: 0, n: 0 }

  /** @param whole The log as it was: its cohorts' times are the stage's duration. */
  constructor(scenario: Scenario, whole: LogTally, { includes }: ReplayQuestion) {
    this.#scenario = scenario
    this.#includes = includes
    this.#tally = withoutAttempts(whole)
    this.#ends = mayLengthen(scenario, whole)
      ? { agreed: withoutAttempts(whole), differed: withoutAttempts(whole) }
      : null
  }

  add({ observation, identity }: Attempt): void {
    const { played, known } = replayed(observation, this.#scenario)
    this.#tally.add(played, identity)
    this.#ends?.agreed.add(known ? played : arrived(played, false), identity)
    this.#ends?.differed.add(known ? played : arrived(played, true), identity)
    if (!this.#includes({ ...observation, ...startBucket(observation) })) return
    if (!known) this.#unknown += 1
    if (played.reasonCode === 'accepted' && played.mismatch !== null) {
      this.#accepted.n += 1
      if (disagrees(played.mismatch)) this.#accepted.s += 1
    }
  }

  result({ judge }: ReplayQuestion): Replayed {
    const counts = readMetrics(tallyMetrics(this.#tally), this.#includes)
    const { s, n } = this.#accepted
    const failed = judge(this.#tally)
    const unknown = this.#unknown
    const { attempts } = counts
    const { deadlineMs } = this.#scenario
    const told =
      unknown === 0
        ? { gate: failed, remark: null }
        : toldDespite(failed, this.#ends, judge, { unknown, attempts, deadlineMs })
    return {
      scenario: this.#scenario,
      attempts,
      metrics: metricReports(counts),
      accepted_mismatch: { s, n, estimate: n === 0 ? null : s / n },
      unknown,
      ...told,
    }
  }
}

/** No attempt counted yet; of everything else what the log has: times, lines lost, decisions not asked about. */
function withoutAttempts(whole: LogTally): LogTally {
  const tally = new LogTally()
  tally.parseErrors = whole.parseErrors
  tally.holes.push(...whole.holes)
  for (const { cohort, firstMs, lastMs, untimed } of whole.cohorts) {
    const ours = tally.cohortOf(cohort)
    if (Number.isFinite(firstMs)) tally.span(ours, firstMs, lastMs, 0)
    const count = (counter: Counter): number => untimed[counterIndex[counter]] ?? 0
    const drawn = count('sampled') - count('attempts')
    const passed = count('eligible') - count('sampled')
    tally.plain(ours, mark.eligible | mark.sampled, drawn)
    tally.plain(ours, mark.eligible, passed)
  }
  return tally
}

/** Whether some record's deadline is shorter than the scenario's. */
function mayLengthen({ deadlineMs }: Scenario, { deadlines }: LogTally): boolean {
  return deadlineMs !== null && [...deadlines.keys()].some((deadline) => deadline < deadlineMs)
}

export function scenarioName({ confidence, deadlineMs }: Scenario): string {
  const parts = [
    confidence === null ? '' : `confidence >= ${confidence}`,
    deadlineMs === null ? '' : `deadline ${deadlineMs} ms`,
  ].filter((part) => part !== '')
  return parts.length === 0 ? 'as it was' : parts.join(', ')
}

/**
 * How an attempt would have ended. Confidence is the last of the rules, so whoever failed only by it passes
 * with a lower threshold. A shorter deadline cuts off what took longer; of a longer one the log knows
 * nothing where the candidate had timed out, and that counts as timed out still.
 */
export function replayed(
  observation: Observation,
  { confidence, deadlineMs }: Scenario,
): { readonly played: Observation; readonly known: boolean } {
  const { reasonCode, latencyMs } = observation
  const limit = deadlineMs ?? observation.deadlineMs
  const within = { ...observation, deadlineMs: limit }
  if (reasonCode === 'timeout') {
    const longer = limit !== null && limit > (observation.deadlineMs ?? 0)
    return { played: within, known: deadlineMs === null || !longer }
  }
  if (deadlineMs !== null && latencyMs !== null && latencyMs > deadlineMs) {
    const late = { status: endingAs(observation, false), reasonCode: 'timeout', mismatch: null }
    const { atMs } = observation
    // The record would have come sooner, the decision started when it did.
    const soonerMs = atMs === null ? null : atMs - (latencyMs - deadlineMs)
    return { played: { ...within, ...late, latencyMs: deadlineMs, atMs: soonerMs }, known: true }
  }
  if (confidence === null || (reasonCode !== 'accepted' && reasonCode !== 'low_confidence')) {
    return { played: within, known: true }
  }
  const stated = observation.confidence
  // A refusal without a readable confidence was for a value that is none: it stays refused.
  const passes = stated === null ? reasonCode === 'accepted' : stated >= confidence && stated <= 1
  const ending = {
    status: endingAs(observation, passes),
    reasonCode: passes ? 'accepted' : 'low_confidence',
  }
  return { played: { ...within, ...ending }, known: true }
}

/** A timed-out attempt as if its candidate had come in time and been accepted. */
function arrived(played: Observation, differs: boolean): Observation {
  const mismatch = differs ? difference : agreement
  return { ...played, status: endingAs(played, true), reasonCode: 'accepted', mismatch }
}

function endingAs({ status, mode }: Observation, accepted: boolean): string {
  if (mode === 'shadow' || status === 'shadow') return 'shadow'
  return accepted ? 'accepted_llm' : 'fallback_deterministic'
}
