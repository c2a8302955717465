import { planDefaults } from './default-plan.js'
import type { NoGoGate, Plan, PlanStage } from './plan.js'

/** Chance, per stage, that a change detector ever rings over a healthy one. Plans of old do not state it. */
export function detectorAlpha({ alpha }: Plan): number {
  return alpha.detector ?? planDefaults.alpha.detector
}

/** Chance, per stage, of ever stopping a healthy one, by evidence or by a detector. */
export function rollbackTotal(plan: Plan): number {
  return plan.alpha.rollback + detectorAlpha(plan)
}

/**
 * A of each of a stage's change detectors: the expected decisions to a false alarm. P(alarm within N decisions)
 * is at most m N / A for m detectors, so A follows from what the stage may spend and from how many decisions it
 * can come to (GATES 6). Never below the plan's `decisions_to_false_alarm`.
 *
 * @param seenPerDay Sampled decisions a day as observed, for plans that state no traffic; null: not known yet.
 */
export function decisionsToFalseAlarm(
  plan: Plan,
  stage: PlanStage,
  seenPerDay: number | null,
): number {
  const stated = plan.expect.decisions_per_day
  const perDay = stated === null ? (seenPerDay ?? 0) : stated * stage.rate
  const detectors = stage.no_go.filter(hasDetector).length
  const most = (detectors * perDay * stage.max_days) / detectorAlpha(plan)
  return Math.max(plan.decisions_to_false_alarm, most)
}

/** A change of rate needs a threshold that the rate is held against. */
function hasDetector({ metric }: NoGoGate): boolean {
  return metric !== 'incident' && metric !== 'acceptance' && metric !== 'undone'
}
