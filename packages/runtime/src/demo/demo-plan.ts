import { planDefaults } from '@partial-trust/core'
import type { Plan } from '@partial-trust/core'

/** A day's share that half a minute is: nobody watches a demo for three days. */
const halfMinute = 30 / 86_400

/**
 * The demo's plan: the default plan's gates with minutes for days and higher rates, promoted by
 * itself, so that a rollout can be watched from the first stage to the last.
 */
export const demoPlan: Plan = {
  ...planDefaults,
  promote: 'auto',
  stages: [
    {
      name: 'canary',
      rate: 0.05,
      mode: 'live',
      min_days: halfMinute,
      max_days: 1,
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
      rate: 0.15,
      mode: 'live',
      min_days: halfMinute,
      max_days: 1,
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
      rate: 0.25,
      mode: 'live',
      min_days: halfMinute,
      max_days: 1,
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
