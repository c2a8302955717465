import type { Plan } from '@partial-trust/core'
import { planOf } from '@partial-trust/control'
import type { CorridorState } from '@partial-trust/control'
import type { ViewSources } from './view-sources.js'

/** The plan that a corridor's rollout follows; the configured one where none was started. */
export async function followedPlan(
  { app, plan }: Pick<ViewSources, 'app' | 'plan'>,
  { rollout }: CorridorState,
): Promise<Plan> {
  if (rollout === null || app.control === null) return plan
  const stored = await app.control.store.plan(rollout.plan).catch(() => null)
  return (stored === null ? null : planOf(stored)) ?? plan
}
