import { Registry } from 'prom-client'
import { describe, expect, it } from 'vitest'
import type { MetricRegistry } from 'partial-trust/metrics'
import type { ProcessMetrics } from './fellows.js'
import { mergeMetrics } from './merge-metrics.js'

const name = 'partial_trust_candidate_duration_seconds'

/** A process that saw `count` candidates, the last of them at `timestamp`; null: without an exemplar. */
async function processWith(count: number, timestamp: number | null): Promise<ProcessMetrics> {
  const labelSet = { trace_id: `t-${timestamp}` }
  const exemplar = timestamp === null ? {} : { exemplar: { labelSet, value: 0.2, timestamp } }
  const labels = { corridor: 'a' }
  const values = [
    { metricName: `${name}_bucket`, labels: { ...labels, le: '0.5' }, value: count, ...exemplar },
    { metricName: `${name}_count`, labels, value: count },
  ]
  const metric = { name, help: 'h', type: 'histogram', aggregator: 'sum', values }
  const registry = new Registry()
  const into: MetricRegistry = registry
  into.registerMetric({ ...metric, get: async () => metric, reset: () => undefined })
  return registry.getMetricsAsJSON()
}

describe('the numbers of several processes as those of one', () => {
  it('add up, with the newest exemplar of any beside its bucket alone', async () => {
    const [merged] = await mergeMetrics([
      await processWith(2, 100),
      await processWith(3, 200),
      await processWith(4, null),
    ])
    const exemplar = { labelSet: { trace_id: 't-200' }, value: 0.2, timestamp: 200 }
    const [bucket, whole] = merged?.values ?? []
    expect([bucket, whole]).toMatchObject([{ value: 9, exemplar }, { value: 9 }])
    expect(whole).not.toHaveProperty('exemplar')
  })
})
