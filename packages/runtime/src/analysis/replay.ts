import {
  findStage,
  isOfStage,
  readMetrics,
  type Observation,
  type Plan,
  type StageVerdict,
} from '@partial-trust/core'
import { LogTally } from './log-tally.js'
import { metricReports } from './metric-report.js'
import type { Attempt } from './read-attempts.js'
import type { AnalysisReport } from './report.js'
import { tallyMetrics } from './tally-metrics.js'

/** Another setting to try on a log. Null: as it was when the record was made. */
export type Scenario = {
  /** Least confidence with which a candidate passes. One without a stated confidence passes. */
  readonly confidence: number | null
  readonly deadlineMs: number | null
}

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
  /** Attempts of which the log cannot tell how they would have ended; they count as failed. */
  readonly unknown: number
  readonly gate: StageVerdict
}

export type ReplayQuestion = {
  readonly plan: Plan
  readonly stage: string
  readonly corridor: string | null
  /** Judges what was played as `gate` judges a log. */
  readonly judge: (tally: LogTally) => StageVerdict
}

/** Plays the attempts of a log under other settings, without asking any model again. */
export class Replay {
  readonly #scenario: Scenario
  readonly #tally = new LogTally()
  #unknown = 0
  readonly #accepted = { s: 0, n: 0 }
  readonly #inStage: (observation: Observation) => boolean

  /** @param whole The log as it was: its cohorts' times are the stage's duration. */
  constructor(scenario: Scenario, whole: LogTally, { plan, stage, corridor }: ReplayQuestion) {
    this.#scenario = scenario
    const found = findStage(plan, stage)?.stage
    this.#inStage = (seen) =>
      found !== undefined &&
      isOfStage(seen, found) &&
      (corridor === null || seen.corridor === corridor)
    for (const { cohort, firstMs, lastMs } of whole.cohorts) {
      if (Number.isFinite(firstMs)) {
        this.#tally.span(this.#tally.cohortOf(cohort), firstMs, lastMs, 0)
      }
    }
  }

  add({ observation, identity }: Attempt): void {
    const { played, known } = replayed(observation, this.#scenario)
    this.#tally.add(played, identity)
    if (!this.#inStage(observation)) return
    if (!known) this.#unknown += 1
    if (played.reasonCode === 'accepted' && played.mismatch !== null) {
      this.#accepted.n += 1
      if (played.mismatch.intent || played.mismatch.entityKeys) this.#accepted.s += 1
    }
  }

  result(question: ReplayQuestion): Replayed {
    const { stage } = findStage(question.plan, question.stage) ?? {}
    const counts = readMetrics(
      tallyMetrics(this.#tally),
      (key) =>
        stage !== undefined &&
        isOfStage(key, stage) &&
        (question.corridor === null || key.corridor === question.corridor),
    )
    const { s, n } = this.#accepted
    return {
      scenario: this.#scenario,
      attempts: counts.attempts,
      metrics: metricReports(counts),
      accepted_mismatch: { s, n, estimate: n === 0 ? null : s / n },
      unknown: this.#unknown,
      gate: question.judge(this.#tally),
    }
  }
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
    return { played: { ...within, ...late, latencyMs: deadlineMs }, known: true }
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

function endingAs({ status, mode }: Observation, accepted: boolean): string {
  if (mode === 'shadow' || status === 'shadow') return 'shadow'
  return accepted ? 'accepted_llm' : 'fallback_deterministic'
}
