import {
  addVector,
  bucketMs,
  emptyVector,
  metricCount,
  CappedFold,
  goUpper,
  lowerBound,
  perMetric,
  readVector,
  type CellKey,
  type Counts,
  type CountVector,
  type Metrics,
  type MetricCount,
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

export type SeriesQuestion = {
  readonly includes: (key: CellKey) => boolean
  readonly alphasOf: (name: MetricName) => SeriesAlphas
  /** Width of the windows that upper bounds are proved over, and until when they can grow no more. */
  readonly windowMs: number
  readonly sealedUntilMs: number
}

/** Every metric's running counts with bounds, each one-sided at its alpha and valid at all times. */
export function timeSeries(
  metrics: Metrics,
  question: SeriesQuestion,
): { readonly [name in MetricName]: readonly SeriesPoint[] } {
  const history = historyOf(metrics, question)
  const known = new Map<string, readonly SeriesPoint[]>()
  return perMetric((name) => {
    const counted = countedOf(history, name)
    const alphas = question.alphasOf(name)
    // Bounds are dear, and of several metrics the same was counted: as a rule, nothing.
    const text = JSON.stringify([counted, alphas])
    const points = known.get(text) ?? series(counted, history.end, alphas)
    known.set(text, points)
    return points
  })
}

type Step = { readonly atMs: number; readonly counts: Counts }

/** The same decisions twice: by points of the picture, and by complete windows. Each dated at its end. */
type History = {
  readonly steps: readonly Step[]
  readonly windows: readonly Step[]
  readonly end: number
}

type Timed = { readonly startMs: number; readonly vector: CountVector }

function historyOf(
  metrics: Metrics,
  { includes, windowMs, sealedUntilMs }: SeriesQuestion,
): History {
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
  const steps = inStretches(timed, first, width)
  const windows = inStretches(timed, 0, windowMs).filter(({ atMs }) => atMs <= sealedUntilMs)
  // At the last point all is known that is known now.
  const known = steps.map((step, i) => ({
    ...step,
    atMs: i < steps.length - 1 ? step.atMs : Infinity,
  }))
  return { steps: known, windows, end }
}

/** The buckets put together into even stretches of time. */
function inStretches(timed: readonly Timed[], fromMs: number, widthMs: number): readonly Step[] {
  const stretches = new Map<number, CountVector>()
  for (const { startMs, vector } of timed) {
    const stretch = Math.floor((startMs - fromMs) / widthMs)
    const sum = stretches.get(stretch) ?? emptyVector()
    addVector(sum, vector)
    stretches.set(stretch, sum)
  }
  return [...stretches]
    .toSorted(([a], [b]) => a - b)
    .map(([stretch, sum]) => ({ atMs: fromMs + (stretch + 1) * widthMs, counts: readVector(sum) }))
}

/** What a history says of one metric. */
type Counted = {
  readonly isGood: boolean
  readonly steps: readonly Moment[]
  readonly windows: readonly Moment[]
}

type Moment = MetricCount & { readonly atMs: number }

function countedOf({ steps, windows }: History, name: MetricName): Counted {
  const momentOf = ({ atMs, counts }: Step): Moment => ({ atMs, ...metricCount(name, counts) })
  return {
    isGood: name === 'acceptance',
    steps: steps.map(momentOf),
    windows: windows.map(momentOf),
  }
}

function series(
  { isGood, steps, windows }: Counted,
  end: number,
  alphas: SeriesAlphas,
): readonly SeriesPoint[] {
  const [seen, opposite] = [new CappedFold(), new CappedFold()]
  let [s, n, next] = [0, 0, 0]
  const points: SeriesPoint[] = []
  for (const { atMs, ...more } of steps) {
    s += more.s
    n += more.n
    for (; (windows[next]?.atMs ?? Infinity) <= atMs; next += 1) {
      const window = windows[next]
      if (window === undefined) break
      seen.add(window)
      if (isGood) opposite.add(oppositeOf(window))
    }
    if (n === 0) continue
    const upper = goUpper({ s, n, windows: seen.read() }, alphas.upper)
    // Of what is good when it is frequent, the rest is what must be proved rare.
    const lower = isGood
      ? 1 - goUpper({ ...oppositeOf({ s, n }), windows: opposite.read() }, alphas.lower)
      : lowerBound(s, n, alphas.lower)
    points.push({ atMs: Math.min(end, atMs), s, n, estimate: s / n, lower, upper })
  }
  return points
}

function oppositeOf({ s, n }: MetricCount): MetricCount {
  return { s: n - s, n }
}
