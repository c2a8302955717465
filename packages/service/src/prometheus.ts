import { setImmediate as nextTurn } from 'node:timers/promises'
import type * as library from 'prom-client'
import type { OpenMetricsContentType, Registry } from 'prom-client'
import { registerMetrics } from 'partial-trust/metrics'
import type { RolloutVerdict } from '@partial-trust/control'
import type { App } from 'partial-trust'
import type { CollectibleMetric, MetricRegistry, MetricSource } from 'partial-trust/metrics'
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
 * @param events What receivers of webhooks are still to be told; default: none are told here.
 * @param fellows Where several processes answer on one port: then the numbers are those of all of them.
 */
export function prometheus(
  app: App,
  verdict: (intent: string) => RolloutVerdict | null = () => null,
  tokens: TokenStore['list'] = () => [],
  fellows: Pick<Fellows, 'metrics' | 'changesAfter'> | null = null,
  events?: MetricSource['events'],
): Prometheus {
  const ofProduct: CollectibleMetric[] = []
  const close = registerMetrics(
    { registerMetric: (metric) => void ofProduct.push(metric) },
    { ...metricSource(app, verdict, tokens, events), changesAfter: fellows?.changesAfter ?? null },
  )
  let opened: Promise<Opened> | undefined
  const open = (): Promise<Opened> => (opened ??= opening(ofProduct))
  const soon = setTimeout(() => void open().catch(() => undefined), laterMs).unref()
  const own = async (): Promise<ProcessMetrics> => {
    const { ofProcess, ofProduct: ours } = await open()
    const process = await inTurns(ofProcess)
    // Read at one moment, so that sums and their parts agree.
    return [...process, ...(await ours.getMetricsAsJSON())]
  }
  return {
    async expose(accept = '') {
      const asked = accept.includes('application/openmetrics-text')
      const { library: loaded } = await open()
      const metrics = fellows === null ? await own() : await fellows.metrics()
      await nextTurn()
      const scraped = asked ? openMetrics(loaded, metrics) : plain(loaded, metrics)
      return { contentType: scraped.contentType, text: await scraped.metrics() }
    },
    own,
    close() {
      clearTimeout(soon)
      close()
    },
  }
}

/** After so long, in ms, the process's own numbers are gathered, asked for or not: the first decision is past. */
const laterMs = 1000

type Library = typeof library
type Opened = {
  readonly library: Library
  readonly ofProcess: Registry
  readonly ofProduct: Registry
}

/** The library is loaded here: no decision waits for it. */
async function opening(ofProduct: readonly CollectibleMetric[]): Promise<Opened> {
  const loaded = await import('prom-client')
  const [process, product] = [new loaded.Registry(), new loaded.Registry()]
  loaded.collectDefaultMetrics({ register: process })
  for (const name of misnamed) process.removeSingleMetric(name)
  const ours: MetricRegistry = product
  for (const metric of ofProduct) ours.registerMetric(metric)
  return { library: loaded, ofProcess: process, ofProduct: product }
}

/** Some of a process's own numbers take a ms or two each to find out: decisions go on between them. */
async function inTurns(registry: Registry): Promise<ProcessMetrics> {
  const metrics: ProcessMetrics[number][] = []
  for (const { name } of registry.getMetricsAsArray()) {
    const metric = await registry.getSingleMetric(name)?.get()
    if (metric !== undefined) metrics.push(metric)
    await nextTurn()
  }
  return metrics
}

function plain({ Registry }: Library, metrics: ProcessMetrics): Registry {
  const registry = new Registry()
  put(registry, metrics)
  return registry
}

/** The same numbers for OpenMetrics, where a counter's name and those of its lines differ. */
function openMetrics(
  { Registry }: Library,
  metrics: ProcessMetrics,
): Registry<OpenMetricsContentType> {
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
