import {
  isOfStage,
  isSealed,
  sealedUntilMs,
  type CellKey,
  type Cohort,
  type Metrics,
  type Sealing,
} from '../metrics/index.js'
import type { EvidenceQuestion } from './evidence-question.js'
import { judgedEpoch } from './judged-epoch.js'
import { findStage, type PlanStage } from './plan.js'

export type CellsQuestion = Pick<
  EvidenceQuestion,
  'plan' | 'stage' | 'corridor' | 'nowMs' | 'longestDeadlineMs'
>

export type JudgedCells = {
  /** The one epoch that is judged; null where the records name none, or there is nothing to judge. */
  readonly epoch: string | null
  /** Other epochs that still answered within an hour of it, and those that seem to answer still. */
  readonly active: readonly (string | null)[]
  readonly beside: readonly (string | null)[]
  /** All epochs that the stage has tried, in order of their first decision. */
  readonly tried: readonly (string | null)[]
  /** Nothing can be added any more to what lies before this moment. */
  readonly sealedUntilMs: number
  /** Whether a cell's decisions are among those judged. */
  readonly includes: (key: CellKey) => boolean
}

/**
 * The cells a stage's verdict is made of: its corridor, sealed buckets, one epoch. Whoever shows a
 * verdict's figures reads these, so that picture and verdict cannot speak of different decisions.
 *
 * @throws {RangeError} when the plan has no such stage.
 */
export function judgedCells(metrics: Metrics, question: CellsQuestion): JudgedCells {
  const found = findStage(question.plan, question.stage)
  if (found === null) throw new RangeError(`the plan has no stage "${question.stage}"`)
  const inStage = stageCells(found.stage, question)
  const judged = judgedEpoch([...metrics.cells.values()].filter(({ key }) => inStage(key)))
  return {
    ...judged,
    sealedUntilMs: sealedUntilMs(sealingOf(question)),
    includes: (key) => inStage(key) && key.epoch === judged.epoch,
  }
}

/** The sealed cells of a stage, whatever their epoch. */
function stageCells(
  stage: PlanStage,
  question: Omit<CellsQuestion, 'stage'>,
): (key: CellKey) => boolean {
  const sealing = sealingOf(question)
  return (key) => belongsTo(key, stage, question.corridor) && isSealed(key.bucket, sealing)
}

export function sealingOf({
  plan,
  nowMs,
  longestDeadlineMs = 0,
}: Pick<CellsQuestion, 'plan' | 'nowMs' | 'longestDeadlineMs'>): Sealing {
  return { nowMs, deadlineMs: Math.max(plan.deadline_ms, longestDeadlineMs) }
}

/** @param corridor Null: the log holds one corridor only. */
export function belongsTo(cohort: Cohort, stage: PlanStage, corridor: string | null): boolean {
  if (corridor !== null && cohort.corridor !== corridor) return false
  // By rate alone a shadow stage could be taken for a live one.
  if (cohort.stage === null && cohort.mode !== stage.mode) return false
  return isOfStage(cohort, stage)
}
