import {
  bucketMs,
  counterNames,
  defaultPlan,
  gateRate,
  goAlpha,
  isSealed,
  latencyLimit,
  metricNames,
  metricTable,
} from '@partial-trust/core'
import type { Plan, PlanStage } from '@partial-trust/core'
import type { CorridorState, HourlyMetrics } from '@partial-trust/control'
import { epochsApart } from './epochs-apart.js'
import { earliestBucket } from './hours.js'
import { bucketOf, stepSums } from './step-sums.js'
import type { Chosen } from './step-sums.js'
import type { SeriesQuestion } from '../view-tasks.js'
import type { GateLine, MetricSeries, MetricsView, MetricWindow } from '../view-types/index.js'

/** Points a chart gets at most: more than a screen can show helps nobody. */
const mostPoints = 240

const spansMs = {
  '1h': 3_600_000,
  '6h': 21_600_000,
  '24h': 86_400_000,
  '7d': 604_800_000,
} as const

const fineBuckets = 3_600_000 / bucketMs
const coarseWidth = 300_000 / bucketMs

/** Widths of a step in buckets; wider steps are whole multiples, so that points stay where they are. */
const widths = [1, 3, 6, 30, 60, 180, 360, 1080, 2160, 4320, 8640]

/** A corridor's counts over time, with the lines its gates hold them against. */
export function metricSeries(
  counts: HourlyMetrics,
  { state, plan, window, by, deadlineMs, nowMs: now }: SeriesQuestion,
): MetricsView {
  const chosen = window === 'stage' ? ofStage(state) : {}
  let end = bucketOf(now) + 1
  // Before a bucket is sealed its quick answers are in and its failures are not.
  while (!isSealed(end - 1, { nowMs: now, deadlineMs })) end--
  const first = firstBucket(window, counts, state, end)
  // What is older than an hour is kept in windows of five minutes.
  const finest = end - first > fineBuckets ? coarseWidth : 1
  const width = widths.find((one) => one >= finest && (end - first) / one <= mostPoints) ?? 8640
  const aligned = Math.floor(first / width) * width
  const range = { first: aligned, end, width }
  const steps = stepSums(counts, counterNames, range, chosen)
  const stage = plan?.stages.find(({ name }) => name === state.rollout?.stage) ?? null
  const series = metricNames.map((name): MetricSeries => {
    const { s, n, better } = metricTable[name]
    return {
      name,
      better,
      s: steps(s),
      n: steps(n),
      lines: stage === null ? [] : linesOf(stage, name),
    }
  })
  return {
    at: new Date(now).toISOString(),
    window,
    from: new Date(aligned * bucketMs).toISOString(),
    to: new Date(end * bucketMs).toISOString(),
    step_ms: width * bucketMs,
    eligible: steps('eligible'),
    sampled: steps('sampled'),
    metrics: series,
    alpha: alphas(plan, stage),
    epochs: by === 'epoch' ? epochsApart(counts, range, chosen) : [],
  }
}

/** The thresholds a stage's gates hold a metric against. */
function linesOf(stage: PlanStage, name: string): readonly GateLine[] {
  const lines: GateLine[] = []
  for (const [gate, gates] of [
    ['GO', stage.go],
    ['NO_GO', stage.no_go],
  ] as const) {
    for (const one of gates) {
      const counted =
        one.metric === 'latency' && latencyLimit(one) === 'deadline'
          ? 'deadline_exceeded'
          : one.metric
      const threshold = gateRate(one)
      if (counted === name && threshold !== null) lines.push({ gate, threshold })
    }
  }
  return lines
}

/** The alphas of the stage's bounds, usual ones without a plan: a stage's NO_GO gates share theirs. */
export function alphas(
  plan: Plan | null,
  stage: PlanStage | null,
): { readonly lower: number; readonly upper: number } {
  const statistics = stage?.no_go.filter(({ metric: name }) => name !== 'incident').length ?? 1
  const { alpha } = plan ?? defaultPlan
  return { lower: alpha.rollback / Math.max(1, statistics), upper: goAlpha({ alpha }) }
}

function ofStage({ rollout }: CorridorState): Chosen {
  if (rollout === null) return {}
  return { stage: rollout.stage, since: bucketOf(Date.parse(rollout.evidence_from)) }
}

function firstBucket(
  window: MetricWindow,
  counts: HourlyMetrics,
  { rollout }: CorridorState,
  end: number,
): number {
  if (window !== 'stage') return end - spansMs[window] / bucketMs
  const first =
    rollout === null ? earliestBucket(counts) : bucketOf(Date.parse(rollout.evidence_from))
  return Math.min(end - 1, first ?? end - 1)
}
