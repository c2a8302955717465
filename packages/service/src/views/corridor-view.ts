import {
  latencyEdges,
  metricCount,
  metricNames,
  metricTable,
  reasonTable,
  statuses,
} from '@partial-trust/core'
import type { Status } from '@partial-trust/core'
import type { AppCorridor } from 'partial-trust'
import { depthTask } from '../view-tasks.js'
import { storeFacts, summed } from './overview-view.js'
import type { ViewSources } from './view-sources.js'
import type { CorridorView, EndingView, FunnelView } from '../view-types/index.js'

/** The metrics that hold a candidate beside the baseline. */
const comparisons = metricNames.filter((name) => metricTable[name].n.startsWith('compared'))

/** One corridor in depth. */
export async function corridorView(
  sources: ViewSources,
  corridor: AppCorridor,
): Promise<CorridorView> {
  const { desk, nowMs, recent } = sources
  const { intent } = corridor
  const facts = await storeFacts(sources)
  const status = facts.status.corridors.find((one) => one.intent === intent)
  if (status === undefined) throw new Error('a registered corridor has no status')
  const summary = await summed(sources, facts, status)
  const { day, quantiles, spans } = await desk.ask(depthTask, { intent, nowMs: nowMs() })
  const use = corridor.use()
  return {
    at: new Date(nowMs()).toISOString(),
    summary,
    deadline_ms: summary.deadline_ms,
    funnel: funnel(sources, intent),
    latency: {
      edges_ms: latencyEdges,
      counts: day.latency,
      timeouts: day.timeouts,
      quantiles,
    },
    differences: comparisons.map((name) => ({ name, ...metricCount(name, day) })),
    spans,
    recent: recent.of(intent),
    limits: { under_way: use.underWay, circuit: use.circuit, budget_spent: use.budgetSpent },
  }
}

function funnel({ app, since }: ViewSources, intent: string): FunnelView {
  const endings: EndingView[] = []
  const corridorOf = app.corridor(intent)
  const reasons = reasonTable(corridorOf === undefined ? [] : [corridorOf])
  for (const { corridor, status, reason, count } of app.tally.entries()) {
    if (corridor !== intent || !isStatus(status)) continue
    const known = reasons[reason]
    endings.push({
      status,
      reason,
      count,
      meaning: known?.meaning ?? `The engine met an unexpected ${reason}; the baseline answered.`,
      action: known?.action ?? 'Read the service’s log for its stack, and report it.',
    })
  }
  endings.sort((a, b) => b.count - a.count)
  const total = endings.reduce((sum, { count }) => sum + count, 0)
  return { instance: app.instance, since, total, endings }
}

const statusWords: ReadonlySet<string> = new Set(statuses)

function isStatus(status: string): status is Status {
  return statusWords.has(status)
}
