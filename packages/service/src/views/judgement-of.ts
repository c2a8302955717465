import { judgeTask } from '@partial-trust/control'
import type { CorridorState, Judged } from '@partial-trust/control'
import type { ViewSources } from './view-sources.js'

/** The one verdict on a corridor's rollout; null without a rollout, and where the plan it follows cannot be read. */
export function judgementOf(
  { desk, nowMs }: Pick<ViewSources, 'desk' | 'nowMs'>,
  state: CorridorState,
): Promise<Judged | null> {
  return desk.ask(judgeTask, { state, nowMs: nowMs(), staleMs: 0, anew: false })
}
