import {
  bucketMs,
  metricCount,
  metricNames,
  oneSidedBounds,
  readBuckets,
  type Bucket,
  type CellKey,
  type Metrics,
  type MetricName,
} from '@partial-trust/core'

/** One moment of a metric's history: what was known of it then, everything before included. */
export type SeriesPoint = {
  readonly atMs: number
  readonly s: number
  readonly n: number
  readonly estimate: number
  readonly lower: number
  readonly upper: number
}

export type SeriesAlphas = { readonly lower: number; readonly upper: number }

/** Most points of a series: a picture a few hundred pixels wide shows no more. */
const mostPoints = 60

/** Every metric's running counts with bounds, each one-sided at its alpha and valid at all times. */
export function timeSeries(
  metrics: Metrics,
  includes: (key: CellKey) => boolean,
  alphas: SeriesAlphas,
): { readonly [name in MetricName]: readonly SeriesPoint[] } {
  const steps = inSteps(readBuckets(metrics, includes))
  const of = (name: MetricName): SeriesPoint[] => series(steps, name, alphas)
  const [errors, late, intent, keys, acceptance] = metricNames
  return {
    [errors]: of(errors),
    [late]: of(late),
    [intent]: of(intent),
    [keys]: of(keys),
    [acceptance]: of(acceptance),
  }
}

type Step = { readonly atMs: number; readonly buckets: readonly Bucket[] }

/** The buckets dealt into even stretches of time, each dated at its end. */
function inSteps(buckets: readonly Bucket[]): readonly Step[] {
  const first = buckets[0]?.startMs ?? 0
  const end = (buckets.at(-1)?.startMs ?? 0) + bucketMs
  const width = Math.max(bucketMs, (end - first) / mostPoints)
  const groups = Map.groupBy(buckets, ({ startMs }) => Math.floor((startMs - first) / width))
  return [...groups].map(([step, group]) => ({
    atMs: Math.min(end, first + (step + 1) * width),
    buckets: group,
  }))
}

function series(steps: readonly Step[], name: MetricName, alphas: SeriesAlphas): SeriesPoint[] {
  let [s, n] = [0, 0]
  const points: SeriesPoint[] = []
  for (const { atMs, buckets } of steps) {
    for (const { counts } of buckets) {
      const more = metricCount(name, counts)
      s += more.s
      n += more.n
    }
    if (n === 0) continue
    const { lower } = oneSidedBounds(s, n, alphas.lower)
    const { upper } = oneSidedBounds(s, n, alphas.upper)
    points.push({ atMs, s, n, estimate: s / n, lower, upper })
  }
  return points
}
