import type { Counts as Sums, Plan } from '@partial-trust/core'
import type { CorridorState, HourlyMetrics, Judged, Study, Task } from '@partial-trust/control'
import { corridorDay, countsView, dayAnswers, dayQuantiles, trend } from './views/corridor-day.js'
import { metricSeries } from './views/metric-series.js'
import { stretches } from './views/stretches.js'
import type {
  CorridorSummary,
  CountsView,
  LatencyView,
  MetricsView,
  MetricWindow,
  SpanView,
  TrendView,
} from './view-types/index.js'

/** Where the other thread finds them. */
const module = new URL('./view-tasks.js', import.meta.url).href

type OfCorridor = { readonly intent: string; readonly nowMs: number }

export type CorridorCounted = {
  readonly judged: Judged | null
  readonly day: CountsView
  readonly answers: CorridorSummary['answers']
  readonly trend: TrendView
}

/** What the overview shows of a corridor. */
export const summaryTask: Task<{ readonly state: CorridorState; nowMs: number }, CorridorCounted> =
  {
    module,
    name: 'summary',
    async run(study, { state, nowMs }) {
      const counts = await countsOf(study, state.intent)
      const judged = (await study.stored?.judge.judge(state, nowMs, false)) ?? null
      return {
        judged,
        day: countsView(corridorDay(counts, nowMs)),
        answers: dayAnswers(counts, nowMs),
        trend: trend(counts, nowMs),
      }
    },
  }

export type CorridorDepth = {
  readonly day: Sums
  readonly quantiles: LatencyView['quantiles']
  readonly spans: readonly SpanView[]
}

/** What a corridor's own page shows besides. */
export const depthTask: Task<OfCorridor, CorridorDepth> = {
  module,
  name: 'depth',
  async run(study, { intent, nowMs }) {
    const counts = await countsOf(study, intent)
    const day = corridorDay(counts, nowMs)
    return { day, quantiles: dayQuantiles(counts, nowMs), spans: stretches(counts) }
  },
}

export type SeriesQuestion = {
  readonly state: CorridorState
  readonly plan: Plan | null
  readonly window: MetricWindow
  /** Whether epochs are told apart as well. */
  readonly by: 'epoch' | null
  readonly deadlineMs: number
  readonly nowMs: number
}

/** A corridor's counts over time. */
export const seriesTask: Task<SeriesQuestion, MetricsView> = {
  module,
  name: 'series',
  run: async (study, question) =>
    metricSeries(await countsOf(study, question.state.intent), question),
}

export const tasks = { summary: summaryTask, depth: depthTask, series: seriesTask }

/** Old counts are better than none: the overview says that the store does not answer. */
async function countsOf({ counts }: Study, intent: string): Promise<HourlyMetrics> {
  await counts.refresh().catch(() => undefined)
  return counts.of(intent)
}
