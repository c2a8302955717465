import {
  acceptanceAlpha,
  findStage,
  judgedCells,
  metricNames,
  metricTitle,
  planDefaults,
  sharedRollbackAlpha,
  type CellKey,
  type Metrics,
  type MetricName,
  type Plan,
  type PlanStage,
  type StageVerdict,
} from '@partial-trust/core'
import type { LogTally } from '../log/log-tally.js'
import type { AnalysisReport } from '../log/report.js'
import type { SplitReport } from '../log/split-report.js'
import type { LogTunings } from '../log/log-tunings.js'
import { tallyMetrics } from '../log/tally-metrics.js'
import { timeSeries, type SeriesAlphas } from '../log/time-series.js'
import { byWindows, judgedGates, lineOf, pictureOf, type JudgedGate } from './judged-gates.js'
import type { MetricPicture } from './metric-chart.js'

export type PageQuestion = {
  readonly source: string
  readonly nowMs: number
  readonly report: AnalysisReport
  readonly tally: LogTally
  readonly plan: Plan | null
  readonly verdict: StageVerdict | null
  /** The corridor that was judged; null: the log holds one only, or none was judged. */
  readonly corridor: string | null
  readonly split: SplitReport | null
  /** What is certified of confidence thresholds; null: not asked for. */
  readonly tuned: LogTunings | null
}

export type Pictures = {
  readonly metrics: readonly MetricPicture[]
  /** What the pictures show, in words. */
  readonly scope: string
  /** How the bounds are meant. */
  readonly bounds: string
}

/** The stage that was judged, and how; null where none was. */
type Judged = {
  readonly stage: PlanStage
  readonly plan: Plan
  readonly goAlpha: number
  readonly gates: readonly JudgedGate[]
}

/** The judged stage's gates in the plan's order; none where no stage was judged. */
export function gatesOf(question: PageQuestion): readonly JudgedGate[] {
  return judgedOf(question)?.gates ?? []
}

function judgedOf({ plan, verdict }: PageQuestion): Judged | null {
  if (plan === null || verdict === null) return null
  const found = findStage(plan, verdict.stage)
  if (found === null) return null
  return {
    plan,
    goAlpha: verdict.alpha.go,
    stage: found.stage,
    gates: judgedGates(found.stage, verdict),
  }
}

/**
 * The metrics' history: of the very decisions the verdict counts, with its bounds, where a stage was judged,
 * so that picture and verdict cannot disagree; else of the latest epoch, since two must not be mixed.
 */
export function pictures(question: PageQuestion): Pictures {
  const judged = judgedOf(question)
  const metrics = tallyMetrics(question.tally)
  const { epoch, includes, sealedUntilMs } =
    judged === null ? latestEpoch(question) : cellsOf(judged, question, metrics)
  const alphas = alphasOf(judged)
  const windowMs = (judged?.plan ?? planDefaults).bursts.window_minutes * 60_000
  const series = timeSeries(metrics, { includes, alphasOf: alphas, windowMs, sealedUntilMs })
  const gates = judged?.gates ?? []
  return {
    metrics: metricNames.map((name) => ({
      name,
      title: metricTitle(name),
      points: series[name],
      lines: gates.filter((gate) => pictureOf(gate) === name).flatMap(lineOf),
      remark: byWindows(gates, name, series[name].at(-1)),
    })),
    scope: scopeOf(question, judged, epoch),
    bounds: boundsPhrase(alphas('attempt_error')),
  }
}

type Cells = {
  readonly epoch: string | null
  readonly sealedUntilMs: number
  readonly includes: (key: CellKey) => boolean
}

function cellsOf(
  { plan, stage }: Judged,
  { corridor, nowMs, tally: { longestDeadlineMs } }: PageQuestion,
  metrics: Metrics,
): Cells {
  return judgedCells(metrics, { plan, stage: stage.name, corridor, nowMs, longestDeadlineMs })
}

function latestEpoch({ report, nowMs }: PageQuestion): Cells {
  const epochs = report.epochs.filter(({ attempts }) => attempts > 0)
  const latest = epochs.toSorted((a, b) => (a.last ?? '').localeCompare(b.last ?? '')).at(-1)
  const epoch = latest?.name ?? null
  return { epoch, sealedUntilMs: nowMs, includes: (key) => key.epoch === epoch }
}

function alphasOf(judged: Judged | null): (name: MetricName) => SeriesAlphas {
  if (judged === null) return () => ({ lower: 0.025, upper: 0.025 })
  const { plan, stage, goAlpha } = judged
  const stops = sharedRollbackAlpha(plan, stage)
  // Acceptance is good when high: there the lower bound is what GO goes by.
  return (name) =>
    name === 'acceptance'
      ? { lower: acceptanceAlpha(goAlpha), upper: stops }
      : { lower: stops, upper: goAlpha }
}

function scopeOf(
  { report, tally, corridor }: PageQuestion,
  judged: Judged | null,
  epoch: string | null,
): string {
  const epochs = report.epochs.filter(({ attempts }) => attempts > 0).length
  const corridors = new Set(tally.cohorts.map(({ cohort }) => cohort.corridor)).size
  return [
    corridor ?? (corridors > 1 && judged === null ? `${corridors} corridors together` : ''),
    judged === null ? 'all stages' : `stage ${judged.stage.name}`,
    epoch === null ? 'no epoch named' : `epoch ${epoch}`,
    epochs > 1 ? `one of ${epochs} epochs` : '',
  ]
    .filter((words) => words !== '')
    .join(', ')
}

function boundsPhrase({ lower, upper }: SeriesAlphas): string {
  return lower === upper
    ? `${percentOf(lower + upper)} bounds`
    : `lower bound at ${percentOf(lower)}, upper bound at ${percentOf(upper)}`
}

function percentOf(alpha: number): string {
  return `${Number(((1 - alpha) * 100).toPrecision(4))} %`
}
