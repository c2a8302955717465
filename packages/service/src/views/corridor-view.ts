import {
  bucketMs,
  counterIndex,
  latencyEdges,
  metricCount,
  metricNames,
  metricTable,
  readMetrics,
  reasonTable,
  statuses,
} from '@partial-trust/core'
import type { Status } from '@partial-trust/core'
import { bucketOf } from './bucket-columns.js'
import { storeFacts, summaries } from './overview-view.js'
import type { ViewSources } from './view-sources.js'
import type { CorridorView, EndingView, FunnelView, SpanView } from './view-types.js'

const dayMs = 86_400_000

/** The metrics that hold a candidate beside the baseline. */
const comparisons = metricNames.filter((name) => metricTable[name].n.startsWith('compared'))

/** One corridor in depth; null where none of that intent is registered. */
export async function corridorView(
  sources: ViewSources,
  intent: string,
): Promise<CorridorView | null> {
  const { app, metrics, nowMs, recent } = sources
  const corridor = app.corridor(intent)
  if (corridor === undefined) return null
  const facts = await storeFacts(sources)
  const all = await summaries(sources, facts)
  const summary = all.find((one) => one.intent === intent)
  if (summary === undefined) return null
  const since = bucketOf(nowMs() - dayMs)
  const day = readMetrics(metrics.of(intent), ({ bucket }) => bucket !== null && bucket >= since)
  const use = corridor.use()
  return {
    at: new Date(nowMs()).toISOString(),
    summary,
    deadline_ms: corridor.settings.deadlineMs,
    funnel: funnel(sources, intent),
    latency: { edges_ms: latencyEdges, counts: day.latency, timeouts: day.timeouts },
    differences: comparisons.map((name) => ({ name, ...metricCount(name, day) })),
    spans: spans(sources, intent),
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

/** At most this many stretches are told. */
const mostSpans = 40

/** When which (stage, epoch) answered, oldest first. */
function spans({ metrics }: ViewSources, intent: string): readonly SpanView[] {
  const found = new Map<string, { span: SpanView; first: number; last: number }>()
  for (const { key, vector } of metrics.of(intent).cells.values()) {
    const { bucket, stage, epoch, model, mode, sampleRate } = key
    const sampled = vector[counterIndex.sampled] ?? 0
    if (bucket === null || sampled === 0) continue
    const name = JSON.stringify([stage, epoch, mode, sampleRate])
    const known = found.get(name)
    const first = Math.min(bucket, known?.first ?? bucket)
    const last = Math.max(bucket, known?.last ?? bucket)
    const before = known?.span
    found.set(name, {
      first,
      last,
      span: {
        stage,
        epoch,
        model: model ?? before?.model ?? null,
        mode,
        rate: sampleRate,
        from: new Date(first * bucketMs).toISOString(),
        to: new Date((last + 1) * bucketMs).toISOString(),
        sampled: (before?.sampled ?? 0) + sampled,
        attempts: (before?.attempts ?? 0) + (vector[counterIndex.attempts] ?? 0),
        errors: (before?.errors ?? 0) + (vector[counterIndex.errors] ?? 0),
        accepted: (before?.accepted ?? 0) + (vector[counterIndex.accepted] ?? 0),
      },
    })
  }
  return [...found.values()]
    .toSorted((a, b) => a.first - b.first)
    .slice(-mostSpans)
    .map(({ span }) => span)
}
