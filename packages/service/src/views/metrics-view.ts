import { usualDeadlineMs } from '@partial-trust/core'
import { seriesTask } from '../view-tasks.js'
import { followedPlan } from './followed-plan.js'
import { stateOf } from './state-of.js'
import type { ViewSources } from './view-sources.js'
import type { MetricsView, MetricWindow } from '../view-types/index.js'

/** A corridor's counts over time, with the lines its gates hold them against. */
export async function metricsView(
  sources: ViewSources,
  intent: string,
  window: MetricWindow,
  by: 'epoch' | null,
): Promise<MetricsView> {
  const state = await stateOf(sources, intent)
  const plan = await followedPlan(sources, state)
  const deadlineMs = sources.app.corridor(intent)?.settings.deadlineMs ?? usualDeadlineMs
  const nowMs = sources.nowMs()
  return sources.desk.ask(seriesTask, { state, plan, window, by, deadlineMs, nowMs })
}
