import { planDefaults } from '@partial-trust/core'
import type { Plan, PlanStage } from '@partial-trust/core'

function stage(name: string, rate: number): PlanStage {
  return {
    name,
    rate,
    mode: 'live',
    min_days: 0,
    max_days: 30,
    min_sampled: minSampled,
    go: [{ metric: 'attempt_error', below: 0.85, of: 'sampled' }],
    no_go: [{ metric: 'attempt_error', above: 0.88, of: 'sampled' }, { metric: 'incident' }],
  }
}

/** Fresh decisions without which no stage of this plan can be GO. */
export const minSampled = 8

/** A plan that is through in two minutes: what takes weeks elsewhere must happen within one run. */
export function worldPlan(promote: Plan['promote']): Plan {
  return {
    ...planDefaults,
    promote,
    alpha: { rollback: 0.1, go: 0.4, detector: 0.1, rollback_budget: 1 },
    bursts: { window_minutes: 1 / 6, correlation: 0 },
    stages: [stage('canary', 0.5), stage('expanded', 0.8), stage('target', 1)],
  }
}
