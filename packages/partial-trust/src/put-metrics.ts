import { messageOf } from '@partial-trust/settings'
import type { MetricSource } from './metrics/metric-source.js'
import type { MetricRegistry } from './metrics/register-metrics.js'

export type PutMetrics = {
  /** Why not all metrics are there; null where all are. */
  readonly problem: string | null
  /** Follows the product no longer. */
  readonly stop: () => void
}

/**
 * Puts the product's metrics into an application's registry; what the registry throws must cost
 * nobody a decision. Loaded only where there is a registry.
 */
export async function putMetrics(
  registry: MetricRegistry,
  source: MetricSource,
): Promise<PutMetrics> {
  const { registerMetrics } = await import('./metrics/register-metrics.js')
  try {
    return { problem: null, stop: registerMetrics(registry, source) }
  } catch (thrown) {
    const said = messageOf(thrown)
    const problem = `takes no metrics of this process (${said}); give each openTrust a registry of its own`
    return { problem, stop: () => undefined }
  }
}
