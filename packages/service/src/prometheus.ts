import { collectDefaultMetrics, Registry } from 'prom-client'
import type { OpenMetricsContentType } from 'prom-client'
import { registerMetrics } from 'partial-trust/metrics'
import type { StageVerdict } from '@partial-trust/core'
import type { App } from 'partial-trust'
import type { MetricRegistry } from 'partial-trust/metrics'
import { metricSource } from './metric-source.js'
import type { TokenStore } from './people/token-store.js'

/** Gauges of the Node.js process whose names break the naming rules; others say the same by type. */
const misnamed = [
  'nodejs_active_resources_total',
  'nodejs_active_handles_total',
  'nodejs_active_requests_total',
]

export type Exposition = { readonly contentType: string; readonly text: string }

/** The product's metrics and the process's, as text for whoever scrapes. */
export interface Prometheus {
  /** @param accept The scraper's Accept header: exemplars go to those who read OpenMetrics. */
  expose(accept: string | undefined): Promise<Exposition>
  close(): void
}

/**
 * @param verdict The last verdict on a corridor's rollout; default: none is known.
 * @param tokens The tokens that let people in; default: none.
 */
export function prometheus(
  app: App,
  verdict: (intent: string) => StageVerdict | null = () => null,
  tokens: TokenStore['list'] = () => [],
): Prometheus {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  for (const name of misnamed) registry.removeSingleMetric(name)
  const close = registerMetrics(registry, metricSource(app, verdict, tokens))
  return {
    async expose(accept = '') {
      const asked = accept.includes('application/openmetrics-text')
      const scraped = asked ? await openMetrics(registry) : registry
      return { contentType: scraped.contentType, text: await scraped.metrics() }
    },
    close,
  }
}

/** The same numbers for OpenMetrics, where a counter's name and those of its lines differ. */
async function openMetrics(registry: Registry): Promise<Registry<OpenMetricsContentType>> {
  const open = new Registry<OpenMetricsContentType>()
  open.setContentType(Registry.OPENMETRICS_CONTENT_TYPE)
  const put: MetricRegistry = open
  for (const metric of await registry.getMetricsAsJSON()) {
    const name = metric.name.replace(/_total$/, '')
    const stripped = { ...metric, name }
    put.registerMetric({ ...stripped, get: async () => stripped, reset: () => undefined })
  }
  return open
}
