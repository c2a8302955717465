import { collectDefaultMetrics, Registry } from 'prom-client'
import type { OpenMetricsContentType } from 'prom-client'
import { registerMetrics } from 'partial-trust/metrics'
import type { StageVerdict } from '@partial-trust/core'
import type { App } from 'partial-trust'
import type { MetricRegistry } from 'partial-trust/metrics'
import type { Fellows, ProcessMetrics } from './fellows.js'
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
  /** The numbers of this process alone. */
  own(): Promise<ProcessMetrics>
  close(): void
}

/**
 * @param verdict The last verdict on a corridor's rollout; default: none is known.
 * @param tokens The tokens that let people in; default: none.
 * @param fellows Where several processes answer on one port: then the numbers are those of all of them.
 */
export function prometheus(
  app: App,
  verdict: (intent: string) => StageVerdict | null = () => null,
  tokens: TokenStore['list'] = () => [],
  fellows: Pick<Fellows, 'metrics' | 'changesAfter'> | null = null,
): Prometheus {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  for (const name of misnamed) registry.removeSingleMetric(name)
  const close = registerMetrics(registry, {
    ...metricSource(app, verdict, tokens),
    changesAfter: fellows?.changesAfter ?? null,
  })
  return {
    async expose(accept = '') {
      const asked = accept.includes('application/openmetrics-text')
      const metrics = fellows === null ? await registry.getMetricsAsJSON() : await fellows.metrics()
      const scraped = asked ? openMetrics(metrics) : plain(metrics)
      return { contentType: scraped.contentType, text: await scraped.metrics() }
    },
    own: () => registry.getMetricsAsJSON(),
    close,
  }
}

function plain(metrics: ProcessMetrics): Registry {
  const registry = new Registry()
  put(registry, metrics)
  return registry
}

/** The same numbers for OpenMetrics, where a counter's name and those of its lines differ. */
function openMetrics(metrics: ProcessMetrics): Registry<OpenMetricsContentType> {
  const open = new Registry<OpenMetricsContentType>()
  open.setContentType(Registry.OPENMETRICS_CONTENT_TYPE)
  put(
    open,
    metrics.map((metric) => ({ ...metric, name: metric.name.replace(/_total$/, '') })),
  )
  return open
}

function put(registry: MetricRegistry, metrics: ProcessMetrics): void {
  for (const metric of metrics) {
    registry.registerMetric({ ...metric, get: async () => metric, reset: () => undefined })
  }
}
