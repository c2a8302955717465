import { defaultPlan } from '@partial-trust/core'
import type { GoGate, NoGoGate, Plan, PlanStage } from '@partial-trust/core'

const secondsPerDay = 86_400

/**
 * The healthy simulated model disagrees with the baseline in about 12 % of its decisions. A GO is proved
 * window by window, and each of ten seconds proves more the further the threshold is away: at 55 % some
 * eight windows are enough, at 27 % it took twenty. A model that is always wrong disagrees always.
 */
const go: readonly GoGate[] = [{ metric: 'disagreement', below: 0.55, of: 'sampled' }]
const noGo: readonly NoGoGate[] = [
  { metric: 'attempt_error', above: 0.2, of: 'sampled' },
  { metric: 'disagreement', above: 0.7, of: 'sampled' },
  { metric: 'incident' },
]

function stage(name: string, rate: number, minSeconds: number): PlanStage {
  return {
    name,
    rate,
    mode: 'live',
    min_days: minSeconds / secondsPerDay,
    max_days: 1,
    min_sampled: 30,
    go,
    no_go: noGo,
  }
}

/**
 * The default plan in fast motion, for a demo: minutes instead of days, shares and thresholds large
 * enough that a few commands a second decide something, and promotion by itself. Not for production.
 */
export const demoPlan: Plan = {
  ...defaultPlan,
  promote: 'auto',
  alpha: { ...defaultPlan.alpha, go: 0.2 },
  // As short as counts are kept: a GO is proved window by window.
  bursts: { ...defaultPlan.bursts, window_minutes: 1 / 6 },
  stages: [stage('canary', 0.1, 20), stage('expanded', 0.25, 30), stage('target', 0.5, 60)],
}
