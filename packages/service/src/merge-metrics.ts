import { metricCatalog } from 'partial-trust/metrics'
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

/** How many workers were replaced, as who replaces them counts. */
export async function replacementsMetric(replaced: number): Promise<ProcessMetrics> {
  const { Counter, Registry } = await import('prom-client')
  const registry = new Registry()
  const name = 'partial_trust_worker_replacements_total'
  const { help } = metricCatalog[name]
  new Counter({ name, help, registers: [registry] }).inc(replaced)
  return registry.getMetricsAsJSON()
}
