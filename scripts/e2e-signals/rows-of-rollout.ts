import type { Parties } from './parties.ts'
import { runbooks } from './parties.ts'
import { exemplarsOf, numberOf } from './prometheus-query.ts'
import { same, skipped } from './row.ts'
import type { Row } from './row.ts'
import type { Played } from './rollout.ts'
import { until } from './until.ts'

/** What each signal says of the decisions, held against the decisions themselves. */
export async function rowsOfDecisions(parties: Parties, played: Played): Promise<readonly Row[]> {
  const { product, collector, simulator } = parties
  const { sent, answered, slowestMs } = played
  await until('the risk log is written', () => product.records().length >= sent, 10_000).catch(
    never,
  )
  const records = product.records()
  const ids = new Set(records.map((record) => String(record['trace_id'])))
  const decides = () => collector.spans.filter(({ name }) => name.startsWith('decide '))
  const calls = () => collector.spans.filter(({ name }) => name.startsWith('chat '))
  const flags = () =>
    collector.events.filter(({ eventName }) => eventName === 'feature_flag.evaluation')
  await until(
    'telemetry arrives',
    () =>
      decides().length >= sent &&
      flags().length >= sent &&
      collector.total('partial_trust.decisions') >= sent,
    10_000,
  ).catch(never)
  const parents = new Set(decides().map(({ spanId }) => spanId))
  const ofRecords = decides().filter(({ attributes }) =>
    ids.has(String(attributes['partial_trust.trace_id'])),
  )
  const inside = calls().filter(({ parentSpanId = '' }) => parents.has(parentSpanId))
  const { requests } = simulator.stats()
  const down = `slowest with the receiver of webhooks down ${Math.round(slowestMs.down)} ms, with it there ${Math.round(slowestMs.there)} ms`
  return [
    same('decision', sent, answered, down),
    same('risk record', answered, records.length, 'one a decision'),
    same('span decide', records.length, ofRecords.length, 'with the trace id of its record'),
    same(
      'span chat',
      requests,
      inside.length,
      'each inside its decision; sent: what the endpoint counted',
    ),
    same('event feature_flag.evaluation', records.length, flags().length, 'one a decision'),
    same(
      'counter partial_trust.decisions',
      records.length,
      collector.total('partial_trust.decisions'),
      'OTLP',
    ),
    same(
      'histogram gen_ai.client.operation.duration',
      requests,
      collector.total('gen_ai.client.operation.duration'),
      'OTLP',
    ),
    ...(await rowsOfPrometheus(parties, records.length, ids)),
  ]
}

async function rowsOfPrometheus(
  { prometheus, alertmanager, pages }: Parties,
  sent: number,
  ids: ReadonlySet<string>,
): Promise<readonly Row[]> {
  const names = ['partial_trust_decisions_total', 'exemplars', 'alert PartialTrustNoGo'] as const
  if (prometheus.kind === 'absent') return names.map((name) => skipped(name, prometheus.why))
  const { url } = prometheus
  const counted = () => numberOf(url, 'partial_trust_decisions_total')
  await until(
    'Prometheus has scraped the last decision',
    async () => (await counted()) === sent,
    15_000,
  ).catch(never)
  const exemplars = await exemplarsOf(url, 'partial_trust_candidate_duration_seconds_bucket')
  const known = exemplars.filter((id) => ids.has(id))
  const paged = pages.find(({ body }) => body.includes('PartialTrustNoGo'))
  const page: Row =
    alertmanager.kind === 'absent'
      ? skipped(names[2], alertmanager.why)
      : {
          signal: names[2],
          sent: 1,
          received: paged === undefined ? 0 : 1,
          right: paged?.body.includes(`${runbooks}#partialtrustnogo`) ?? false,
          says: 'through Alertmanager, with the address of its runbook',
        }
  return [
    same(names[0], sent, (await counted()) ?? 0, 'scraped'),
    same(
      names[1],
      exemplars.length,
      known.length,
      'trace ids beside buckets; received: those of a record',
    ),
    page,
  ]
}

/** What did not arrive in time shows in its row. */
function never(): void {}
