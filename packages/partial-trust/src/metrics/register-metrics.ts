import { atOneMoment } from './at-one-moment.js'
import { CountedChanges, countChanges } from './counted-changes.js'
import { CountedRecords } from './counted-records.js'
import type { Exemplar } from './duration-histogram.js'
import { metricCatalog, productMetrics } from './metric-catalog.js'
import type { MetricSpec, ProductMetric } from './metric-catalog.js'
import type { MetricSource } from './metric-source.js'
import { metricReaders } from './read-metrics.js'
import type { Measured } from './read-metrics.js'

type CollectedFacts = {
  readonly name: string
  readonly help: string
  readonly type: string
  readonly aggregator: string
}

/** One metric with its numbers of this moment, as `prom-client` wants them. */
export type CollectedMetric = CollectedFacts & {
  readonly values: readonly {
    readonly value: number
    readonly labels: Readonly<Record<string, string>>
    readonly metricName?: string
    readonly exemplar?: Exemplar
  }[]
}

/** A metric that is read when somebody scrapes. */
export type CollectibleMetric = {
  readonly get: () => Promise<unknown>
  readonly reset: () => void
}

/** Where metrics are put: a `Registry` of `prom-client`, which this package need not know. */
export type MetricRegistry = { registerMetric(metric: CollectibleMetric): void }

/**
 * Puts every metric of the product into a registry. Numbers are read when somebody scrapes, so a decision
 * that was not sampled pays next to nothing for being watched. Returns the way to stop following.
 *
 * @throws {Error} of the registry, when it holds a metric of one of these names already.
 */
export function registerMetrics(registry: MetricRegistry, source: MetricSource): () => void {
  const records = new CountedRecords()
  const changes = new CountedChanges()
  const measured = { source: atOneMoment(source), records, changes }
  for (const name of productMetrics) registry.registerMetric(metric(name, measured))
  const forget = source.onRecord((record) => records.add(record))
  const stop =
    source.control === null ? null : countChanges(changes, source.control, source.changesAfter)
  return () => {
    forget()
    stop?.()
  }
}

function metric(name: ProductMetric, measured: Measured): CollectibleMetric & CollectedFacts {
  const spec: MetricSpec = metricCatalog[name]
  const { type, help, across = type === 'gauge' ? 'max' : 'sum' } = spec
  const facts = { name, help, type, aggregator: across }
  return {
    ...facts,
    get: async (): Promise<CollectedMetric> => ({ ...facts, values: valuesOf(name, measured) }),
    reset: () => undefined, // what a process counted stays counted
  }
}

function valuesOf(name: ProductMetric, measured: Measured): CollectedMetric['values'] {
  if (name !== 'partial_trust_candidate_duration_seconds') return [...metricReaders[name](measured)]
  const { source, records } = measured
  return source.corridors().flatMap(({ intent: corridor }) =>
    [...records.durations(corridor).samples({ corridor })].map(({ suffix, ...sample }) => ({
      ...sample,
      metricName: `${name}${suffix}`,
    })),
  )
}
