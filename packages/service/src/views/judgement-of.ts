import { judgeRollout, planInForce } from '@partial-trust/control'
import type { CorridorState, Judgement } from '@partial-trust/control'
import type { ViewSources } from './view-sources.js'

/**
 * The one verdict on a corridor's rollout, on the counts as they were last read; null without a
 * rollout, and where the plan it follows cannot be read.
 */
export async function judgementOf(
  { app, metrics, nowMs }: Pick<ViewSources, 'app' | 'metrics' | 'nowMs'>,
  state: CorridorState,
): Promise<Judgement | null> {
  const plan = app.control === null ? null : await planInForce(state, app.control.store)
  return plan === null ? null : judgeRollout(state, plan, metrics.of(state.intent), nowMs())
}
