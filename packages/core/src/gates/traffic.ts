import type { Plan, PlanStage } from './plan.js'
import { stageDays, type StageEvidence } from './stage-evidence.js'

/** Shorter than this, the traffic of a stage says nothing about a day. */
const shortestDays = 1 / 24

type Seen = Pick<StageEvidence, 'sampled' | 'firstMs' | 'lastMs'>

/** Sampled decisions a day as seen; null where there is too little to say. */
export function seenPerDay(seen: Seen): number | null {
  const days = stageDays(seen)
  return days >= shortestDays && seen.sampled > 0 ? seen.sampled / days : null
}

/** Sampled decisions a day: as seen, or as the plan expects; null where neither is known. */
export function sampledPerDay(plan: Plan, stage: PlanStage, evidence: Seen): number | null {
  const expected = plan.expect.decisions_per_day
  return seenPerDay(evidence) ?? (expected === null ? null : expected * stage.rate)
}
