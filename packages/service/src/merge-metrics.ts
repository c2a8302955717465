import type { EventCounts } from '@partial-trust/host'
import { metricCatalog } from 'partial-trust/metrics'
import type { ProductMetric } from 'partial-trust/metrics'
import type { ProcessMetrics } from './fellows.js'
import { newestExemplars } from './newest-exemplars.js'

/** The numbers of several processes as those of one, each metric in its own way (`aggregator`). */
export async function mergeMetrics(all: readonly ProcessMetrics[]): Promise<ProcessMetrics> {
  const { AggregatorRegistry } = await import('prom-client')
  const merged = AggregatorRegistry.aggregate(all.map((one) => [...one])).getMetricsAsJSON()
  return newestExemplars(await merged, all)
}

/** What remains of a process that ended: what it counted, so that no sum ever falls. */
export function countsOf(metrics: ProcessMetrics): ProcessMetrics {
  return metrics.filter(({ type }) => ['counter', 'histogram'].includes(String(type)))
}

/** What whoever starts several workers counts, and none of them. */
export async function hostMetrics({
  replaced,
  events,
}: {
  readonly replaced: number
  readonly events: EventCounts
}): Promise<ProcessMetrics> {
  const { Counter, Gauge, Registry } = await import('prom-client')
  const registry = new Registry()
  const registers = [registry]
  const named = <Name extends ProductMetric>(name: Name) => ({
    name,
    help: metricCatalog[name].help,
    registers,
  })
  new Counter(named('partial_trust_worker_replacements_total')).inc(replaced)
  new Counter(named('partial_trust_events_dropped_total')).inc(events.dropped)
  new Gauge({ ...named('partial_trust_events_waiting'), aggregator: 'sum' }).set(events.waiting)
  return registry.getMetricsAsJSON()
}
