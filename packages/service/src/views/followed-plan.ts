import type { Plan } from '@partial-trust/core'
import { planInForce } from '@partial-trust/control'
import type { CorridorState } from '@partial-trust/control'
import type { ViewSources } from './view-sources.js'

/**
 * The plan that a corridor's rollout follows; where none was started, the one that its registration names.
 * Null where that one does not read: another would be shown for it.
 */
export async function followedPlan(
  { app, startPlanOf }: Pick<ViewSources, 'app' | 'startPlanOf'>,
  state: CorridorState,
): Promise<Plan | null> {
  if (state.rollout === null || app.control === null) return startPlanOf(state.intent)?.plan ?? null
  return planInForce(state, app.control.store).catch(() => null)
}
