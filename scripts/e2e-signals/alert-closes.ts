import type { Parties } from './parties.ts'
import { intent } from './parties.ts'
import { isClosed } from './rollout.ts'
import type { Row } from './row.ts'
import { until } from './until.ts'

/** The team's alert fires, and closes the corridor. Without Alertmanager the alert is posted as it would. */
export async function alertCloses(parties: Parties): Promise<Row> {
  const { product, relay, alertmanager, prometheus } = parties
  const isReal = alertmanager.kind === 'running' && prometheus.kind === 'running'
  const beganMs = performance.now()
  parties.setUndone(42)
  if (!isReal) await postAlert(relay.url, product.operator)
  await until('the alert closes the corridor', () => isClosed(parties), 30_000)
  const wholeMs = performance.now() - beganMs
  const [delivery] = relay.relayed
  const trail = JSON.stringify(await product.ask('GET', '/v1/control/audit'))
  const said = trail.includes('alert OrdersUndone [')
  const tookMs = Math.round(delivery?.tookMs ?? Number.NaN)
  const path = isReal
    ? `${Math.round(wholeMs)} ms from the metric through Prometheus and Alertmanager`
    : 'posted as Alertmanager would, which is not on this machine'
  return {
    signal: 'alert OrdersUndone closes the corridor',
    sent: 1,
    received: delivery === undefined ? 0 : 1,
    right: said && tookMs < 1000,
    says: `closed ${tookMs} ms after its delivery; ${path}; in the audit trail: ${said ? 'yes' : 'no'}`,
  }
}

async function postAlert(url: string, operator: string): Promise<void> {
  const labels = { alertname: 'OrdersUndone', corridor: intent, partial_trust_action: 'kill' }
  const times = { startsAt: new Date().toISOString(), endsAt: '0001-01-01T00:00:00Z' }
  const alert = { status: 'firing', labels, annotations: {}, ...times, fingerprint: '1'.repeat(16) }
  const body = JSON.stringify({
    version: '4',
    groupKey: 'g',
    status: 'firing',
    receiver: 'r',
    alerts: [{ ...alert, generatorURL: '' }],
  })
  const headers = { authorization: `Bearer ${operator}`, 'content-type': 'application/json' }
  await fetch(url, { method: 'POST', headers, body })
}
