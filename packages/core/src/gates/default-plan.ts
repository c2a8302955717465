import type { Plan } from './plan.js'

/** What a plan file leaves out. */
export const planDefaults: Omit<Plan, 'stages'> & { alpha: Required<Plan['alpha']> } = {
  version: 1,
  deadline_ms: 200,
  promote: 'operator',
  alpha: { rollback: 0.01, go: 0.05, detector: 0.01, rollback_budget: 0.1 },
  decisions_to_false_alarm: 1e6,
  bursts: { window_minutes: 10, correlation: 'measure' },
  expect: { decisions_per_day: null, event_rate: 0.01, acceptance: 0.8 },
  harm_budget: null,
}

/** The plan where nobody wrote one: the thresholds of SPEC section 6. */
export const defaultPlan: Plan = {
  ...planDefaults,
  stages: [
    {
      name: 'canary',
      rate: 0.01,
      mode: 'live',
      min_days: 3,
      max_days: 30,
      min_sampled: 50,
      go: [
        { metric: 'attempt_error', below: 0.05, of: 'sampled' },
        { metric: 'intent_mismatch', below: 0.1, of: 'sampled' },
        { metric: 'latency', quantile: 0.95, below_ms: 'deadline' },
      ],
      no_go: [{ metric: 'attempt_error', above: 0.1, of: 'sampled' }, { metric: 'incident' }],
    },
    {
      name: 'expanded',
      rate: 0.05,
      mode: 'live',
      min_days: 5,
      max_days: 30,
      min_sampled: 200,
      go: [
        { metric: 'attempt_error', below: 0.03, of: 'sampled' },
        { metric: 'intent_mismatch', below: 0.05, of: 'sampled' },
        { metric: 'acceptance', max_drop: 0.2 },
      ],
      no_go: [
        { metric: 'attempt_error', above: 0.05, of: 'sampled' },
        { metric: 'intent_mismatch', above: 0.1, of: 'sampled' },
        { metric: 'incident' },
      ],
    },
    {
      name: 'target',
      rate: 0.1,
      mode: 'live',
      min_days: 7,
      max_days: 60,
      min_sampled: 1000,
      go: [
        { metric: 'attempt_error', below: 0.02, of: 'sampled' },
        { metric: 'intent_mismatch', below: 0.05, of: 'sampled' },
        { metric: 'acceptance', max_drop: 0.2 },
      ],
      no_go: [
        { metric: 'attempt_error', above: 0.05, of: 'sampled' },
        { metric: 'intent_mismatch', above: 0.1, of: 'sampled' },
        { metric: 'incident' },
      ],
    },
  ],
}
