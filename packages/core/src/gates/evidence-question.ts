import type { Cohort } from '../metrics/index.js'
import type { Plan } from './plan.js'

/** What evidence is wanted, and as of when. */
export type EvidenceQuestion = {
  readonly plan: Plan
  /** Name of a stage of the plan. */
  readonly stage: string
  /** Only this corridor's decisions; null: the metrics hold one corridor only. */
  readonly corridor: string | null
  readonly nowMs: number
  /** The longest deadline the records name, where it is known: nothing is sealed before. Default: the plan's. */
  readonly longestDeadlineMs?: number
  /** Incidents reported against the stage. Default 0. */
  readonly incidents?: number
  /** Lines that should have been records and could not be read as such. Default 0. */
  readonly unreadableLines?: number
  /** What is known to be missing of the records, a sentence each: with one there is no GO. Default none. */
  readonly holes?: readonly string[]
  /**
   * First and last record of each cohort, those without a candidate included, where the metrics do
   * not hold them. They only widen the stage's duration, never its counts.
   */
  readonly spans?: readonly CohortSpan[]
}

export type CohortSpan = {
  readonly cohort: Cohort
  readonly firstMs: number
  readonly lastMs: number
}
