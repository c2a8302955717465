import type { ProcessMetrics } from './fellows.js'

type Metric = ProcessMetrics[number]
type Exemplar = { readonly timestamp: number }

/**
 * Puts the newest exemplar that any process has beside each number of the merged metrics: merging adds
 * numbers up and forgets what stood beside them.
 */
export function newestExemplars(
  merged: ProcessMetrics,
  all: readonly ProcessMetrics[],
): ProcessMetrics {
  const newest = new Map<string, Exemplar>()
  for (const metric of all.flat()) {
    for (const value of metric.values) {
      const exemplar = exemplarIn(value)
      if (exemplar === null) continue
      const key = keyOf(metric, value)
      const known = newest.get(key)
      if (known === undefined || known.timestamp < exemplar.timestamp) newest.set(key, exemplar)
    }
  }
  if (newest.size === 0) return merged
  return merged.map((metric) => ({
    ...metric,
    values: metric.values.map((value) => {
      const exemplar = newest.get(keyOf(metric, value))
      return exemplar === undefined ? value : { ...value, exemplar }
    }),
  }))
}

function exemplarIn(value: object): Exemplar | null {
  const exemplar: unknown = 'exemplar' in value ? value.exemplar : null
  return isExemplar(exemplar) ? exemplar : null
}

function isExemplar(value: unknown): value is Exemplar {
  return (
    typeof value === 'object' &&
    value !== null &&
    'timestamp' in value &&
    typeof value.timestamp === 'number'
  )
}

function keyOf({ name }: Pick<Metric, 'name'>, value: Metric['values'][number]): string {
  const { labels } = value
  const metricName = 'metricName' in value ? String(value.metricName) : name
  const stated = Object.entries(labels).map(([label, said]) => `${label}=${String(said)}`)
  return `${metricName} ${stated.toSorted().join('\u0000')}`
}
