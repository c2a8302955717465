import type { Plan, PlanStage } from './plan.js'
import { stageDays, type StageEvidence } from './stage-evidence.js'

/** Shorter than this, the traffic of a stage says nothing about a day. */
const shortestDays = 1 / 24

/** Sampled decisions a day: as seen, or as the plan expects; null where neither is known. */
export function sampledPerDay(
  plan: Plan,
  stage: PlanStage,
  evidence: Pick<StageEvidence, 'sampled' | 'firstMs' | 'lastMs'>,
): number | null {
  const days = stageDays(evidence)
  if (days >= shortestDays && evidence.sampled > 0) return evidence.sampled / days
  const expected = plan.expect.decisions_per_day
  return expected === null ? null : expected * stage.rate
}
