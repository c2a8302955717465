import {
  addVector,
  bucketMs,
  emptyVector,
  metricCount,
  metricNames,
  oneSidedBounds,
  readVector,
  type CellKey,
  type Counts,
  type CountVector,
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
  alphasOf: (name: MetricName) => SeriesAlphas,
): { readonly [name in MetricName]: readonly SeriesPoint[] } {
  const steps = inSteps(metrics, includes)
  const of = (name: MetricName): SeriesPoint[] => series(steps, name, alphasOf(name))
  const [errors, late, intent, keys, acceptance] = metricNames
  return {
    [errors]: of(errors),
    [late]: of(late),
    [intent]: of(intent),
    [keys]: of(keys),
    [acceptance]: of(acceptance),
  }
}

type Step = { readonly atMs: number; readonly counts: Counts }

/** The buckets put together into even stretches of time, each dated at its end. */
function inSteps(metrics: Metrics, includes: (key: CellKey) => boolean): readonly Step[] {
  let [first, last] = [Infinity, -Infinity]
  const timed = [...metrics.cells.values()].flatMap(({ key, vector }) => {
    if (key.bucket === null || !includes(key)) return []
    const startMs = key.bucket * bucketMs
    first = Math.min(first, startMs)
    last = Math.max(last, startMs)
    return [{ startMs, vector }]
  })
  const end = last + bucketMs
  const width = Math.max(bucketMs, (end - first) / mostPoints)
  const steps = new Map<number, CountVector>()
  for (const { startMs, vector } of timed) {
    const step = Math.floor((startMs - first) / width)
    const sum = steps.get(step) ?? emptyVector()
    addVector(sum, vector)
    steps.set(step, sum)
  }
  return [...steps]
    .toSorted(([a], [b]) => a - b)
    .map(([step, sum]) => ({
      atMs: Math.min(end, first + (step + 1) * width),
      counts: readVector(sum),
    }))
}

function series(steps: readonly Step[], name: MetricName, alphas: SeriesAlphas): SeriesPoint[] {
  let [s, n] = [0, 0]
  const points: SeriesPoint[] = []
  for (const { atMs, counts } of steps) {
    const more = metricCount(name, counts)
    s += more.s
    n += more.n
    if (n === 0) continue
    const { lower } = oneSidedBounds(s, n, alphas.lower)
    const { upper } = oneSidedBounds(s, n, alphas.upper)
    points.push({ atMs, s, n, estimate: s / n, lower, upper })
  }
  return points
}
