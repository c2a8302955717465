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
 * What each of a stage's change detectors may spend, and over how much traffic. A rollout keeps it, so that a
 * process that is cut off from everything watches by the figures the gates judge by.
 */
export type DetectorBudget = {
  /** Chance that this detector ever rings over a healthy stage, above 0 and below 1. */
  readonly share: number
  /** Sampled decisions a day that the plan expects; null: it states none. */
  readonly per_day: number | null
  readonly max_days: number
  /** The plan's `decisions_to_false_alarm`: never fewer, whatever the traffic. */
  readonly least: number
}

/**
 * The detectors of a stage's gates and the processes' sentinel share `alpha.detector`. However many processes
 * share the stage's decisions, their sentinels count as one detector: each sees its own decisions alone.
 */
export function detectorBudget(plan: Plan, stage: PlanStage): DetectorBudget {
  const sentinel = 1
  const detectors = stage.no_go.filter(hasDetector).length + sentinel
  const perDay = plan.expect.decisions_per_day
  return {
    share: detectorAlpha(plan) / detectors,
    per_day: perDay === null ? null : perDay * stage.rate,
    max_days: stage.max_days,
    least: plan.decisions_to_false_alarm,
  }
}

/**
 * A of each detector: the expected decisions to a false alarm. P(alarm within N decisions) is at most N / A, so A
 * follows from what the detector may spend and from how many decisions the stage can come to (GATES 6).
 *
 * @param seenPerDay Sampled decisions a day as observed, for plans that state no traffic; null: not known yet.
 */
export function decisionsToFalseAlarm(
  { share, per_day: stated, max_days: days, least }: DetectorBudget,
  seenPerDay: number | null,
): number {
  return Math.max(least, ((stated ?? seenPerDay ?? 0) * days) / share)
}

/** A change of rate needs a threshold that the rate is held against. */
function hasDetector({ metric }: NoGoGate): boolean {
  return metric !== 'incident' && metric !== 'acceptance' && metric !== 'undone'
}
