import { reasonTable } from '@partial-trust/core'
import type { Handlers } from '../routes/handler.js'
import type { documentRows, viewRows } from '../routes/view-rows.js'
import { auditView } from './audit-view.js'
import { briefCache } from './brief-cache.js'
import { corridorView } from './corridor-view.js'
import { gateView } from './gate-view.js'
import { metricsView } from './metrics-view.js'
import { overviewView } from './overview-view.js'
import { plansView } from './plans-view.js'
import { findRecords } from './find-records.js'
import type { ViewDocuments, ViewSources } from './view-sources.js'
import type {
  AuditView,
  CorridorView,
  GateView,
  MetricsView,
  PlansView,
} from '../view-types/index.js'
import type { OverviewView, ReadinessView, RecordsView } from '../view-types/index.js'

/** Answers to what many may watch are kept so long, in ms; the second for what costs more. */
const [soonMs, laterMs] = [500, 3000]

/** Everything the console reads. */
export function viewHandlers(sources: ViewSources): Handlers<typeof viewRows> {
  const { app, nowMs } = sources
  // Pages ask again at the word of a change, once.
  const changed = (forget: () => void) => app.control?.feed.onChange(forget)
  const overviews = briefCache<OverviewView>(soonMs, nowMs, changed)
  const corridors = briefCache<CorridorView>(soonMs, nowMs, changed)
  const gates = briefCache<GateView>(soonMs, nowMs, changed)
  const audits = briefCache<AuditView>(soonMs, nowMs, changed)
  const records = briefCache<RecordsView>(soonMs, nowMs)
  const metrics = briefCache<MetricsView>(laterMs, nowMs, changed)
  const plans = briefCache<PlansView>(laterMs, nowMs, changed)

  function audit(intent: string | null, limit: number): Promise<AuditView> {
    const view = () => auditView(sources.desk, { intent, limit, nowMs: nowMs() })
    return audits(`${limit} ${intent}`, view)
  }

  return {
    corridors: () => overviews('', () => overviewView(sources)),
    corridor: ({ corridor }) => corridors(corridor.intent, () => corridorView(sources, corridor)),
    metrics: ({ corridor: { intent }, query: { window, by } }) =>
      metrics(`${window} ${by} ${intent}`, () => metricsView(sources, intent, window, by)),
    gate: ({ corridor: { intent } }) => gates(intent, () => gateView(sources, intent)),
    corridorAudit: ({ corridor, query }) => audit(corridor.intent, query.limit),
    audit: ({ query }) => audit(null, query.limit),
    records({ query, refuse }) {
      if (query.intent !== null && app.corridor(query.intent) === undefined) return refuse(404)
      return records(JSON.stringify(query), () => findRecords(sources, query))
    },
    plan: () => plans('', () => plansView(sources)),
    reasonCodes: () => reasonTable(app.corridors),
  }
}

/** What is rendered from the repository the service runs in. */
export function documentHandlers(
  { readiness, runbook }: ViewDocuments,
  nowMs: () => number,
): Handlers<typeof documentRows> {
  const kept = briefCache<ReadinessView>(laterMs, nowMs)
  const markdown = briefCache<{ readonly markdown: string }>(laterMs, nowMs)
  return {
    readiness: () =>
      kept('', async () => ({ at: new Date(nowMs()).toISOString(), ...(await readiness()) })),
    runbook: () => markdown('', async () => ({ markdown: await runbook() })),
  }
}
