import type { Finding, Plan } from '@partial-trust/core'

/** `GET /v1/plan`: the configured plan, and every other one that a rollout follows. */
export type PlansView = {
  readonly at: string
  readonly plans: readonly PlanView[]
}

export type PlanView = {
  /** Path of the file, `built in` or `demo`. For a plan that only a rollout follows: `rollout`. */
  readonly source: string
  /** The corridors whose rollouts follow it. */
  readonly followed_by: readonly { readonly intent: string; readonly stage: string }[]
  /** The corridors without a rollout, whose next one would follow it. */
  readonly waits_for: readonly string[]
  readonly declares_alpha: boolean
  readonly plan: Plan
  readonly lint: readonly Finding[]
}
