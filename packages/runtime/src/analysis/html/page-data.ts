import {
  findStage,
  gateRate,
  isOfStage,
  metricNames,
  type CellKey,
  type MetricName,
  type Plan,
  type StageVerdict,
} from '@partial-trust/core'
import type { LogTally } from '../log-tally.js'
import type { AnalysisReport } from '../report.js'
import type { SplitReport } from '../split-report.js'
import { tallyMetrics } from '../tally-metrics.js'
import { timeSeries } from '../time-series.js'
import type { GateLine, MetricPicture } from './metric-chart.js'

export type PageQuestion = {
  readonly source: string
  readonly nowMs: number
  readonly report: AnalysisReport
  readonly tally: LogTally
  readonly plan: Plan | null
  readonly verdict: StageVerdict | null
  readonly split: SplitReport | null
}

export const metricTitles: { readonly [name in MetricName]: string } = {
  attempt_error: 'Attempt errors',
  deadline_exceeded: 'Deadline exceeded',
  intent_mismatch: 'Intent mismatch',
  entity_key_mismatch: 'Entity key mismatch',
  acceptance: 'Acceptance',
}

export type Pictures = {
  readonly metrics: readonly MetricPicture[]
  /** What the pictures show, in words. */
  readonly scope: string
  /** How the bounds are meant. */
  readonly bounds: string
}

/**
 * The metrics' history of one epoch, since evidence of two must not be mixed, and of the judged stage where
 * there is one. Bounds are those the verdict goes by, so that picture and verdict cannot disagree.
 */
export function pictures({ report, tally, plan, verdict }: PageQuestion): Pictures {
  const stage = plan === null || verdict === null ? null : findStage(plan, verdict.stage)
  const place = stage === null ? null : stage.stage
  const epochs = report.epochs.filter(({ attempts }) => attempts > 0)
  const latest = epochs.toSorted((a, b) => (a.last ?? '').localeCompare(b.last ?? '')).at(-1)
  const epoch = latest === undefined ? null : latest.name
  const includes = (key: CellKey): boolean =>
    key.epoch === epoch && (place === null || isOfStage(key, place))
  const alphas =
    plan === null
      ? { lower: 0.025, upper: 0.025 }
      : { lower: plan.alpha.rollback, upper: plan.alpha.go }
  const series = timeSeries(tallyMetrics(tally), includes, alphas)
  return {
    metrics: metricNames.map((name) => ({
      name,
      title: metricTitles[name],
      points: series[name],
      lines: place === null ? [] : gateLines(name, place),
    })),
    scope: [
      place === null ? 'all stages' : `stage ${place.name}`,
      epoch === null ? 'no epoch named' : `epoch ${epoch}`,
      epochs.length > 1 ? `the latest of ${epochs.length}` : '',
    ]
      .filter((words) => words !== '')
      .join(', '),
    bounds:
      plan === null
        ? '95 % bounds'
        : `lower bound at ${percentOf(plan.alpha.rollback)}, upper bound at ${percentOf(plan.alpha.go)}`,
  }
}

function gateLines(name: MetricName, stage: Plan['stages'][number]): readonly GateLine[] {
  const lines: GateLine[] = []
  for (const gate of stage.go) {
    const at = gateRate(gate)
    if (pictureOf(gate) === name && at !== null) lines.push({ kind: 'go', at, sign: '<' })
  }
  for (const gate of stage.no_go) {
    const at = gateRate(gate)
    if (pictureOf(gate) === name && at !== null) lines.push({ kind: 'no_go', at, sign: '>' })
  }
  return lines
}

type AnyGate = Plan['stages'][number]['go'][number] | Plan['stages'][number]['no_go'][number]

/** A latency gate at the deadline counts what exceeds the deadline; one at another limit has no picture. */
function pictureOf(gate: AnyGate): string {
  if (gate.metric !== 'latency') return gate.metric
  const limit = 'below_ms' in gate ? gate.below_ms : gate.above_ms
  return limit === 'deadline' ? 'deadline_exceeded' : 'latency'
}

function percentOf(alpha: number): string {
  return `${Number(((1 - alpha) * 100).toPrecision(4))} %`
}
