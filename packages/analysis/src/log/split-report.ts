import {
  evidenceFromMetrics,
  judgeStage,
  type Cohort,
  type GateVerdict,
  type MetricName,
  type Metrics,
  type Plan,
} from '@partial-trust/core'
import { spans } from './build-report.js'
import type { LogTally } from './log-tally.js'
import { reportAlpha } from './metric-report.js'
import type { SpanReport } from './report.js'
import { tallyMetrics } from './tally-metrics.js'

export const splits = ['intent', 'stage', 'epoch', 'model'] as const
export type Split = (typeof splits)[number]

/** The metrics shown of each part. */
export const splitMetrics: readonly MetricName[] = [
  'attempt_error',
  'intent_mismatch',
  'acceptance',
]

/** The log by parts. With k parts every bound holds at 1 - 0.05/k, so that all of them hold at 95 %. */
export type SplitReport = {
  readonly by: Split
  readonly parts: readonly PartReport[]
  /** Parts that fail a gate although the whole is GO: do not promote before they are understood. */
  readonly hidden_failures: readonly string[]
}

export type PartReport = SpanReport & {
  /** The part judged by itself, at the plan's alphas over k; null without a plan. */
  readonly verdict: GateVerdict | null
  readonly because: readonly string[]
}

export type SplitQuestion = { readonly plan: Plan; readonly stage: string; readonly nowMs: number }

/** Splits the evidence by one property of its decisions; parts without an attempt are left out. */
export function splitReport(
  tally: LogTally,
  by: Split,
  question: SplitQuestion | null,
  whole: GateVerdict | null,
): SplitReport {
  const metrics = tallyMetrics(tally)
  const nameOf = names[by]
  const found = spans(tally, metrics, nameOf).filter((part) => part.attempts > 0)
  const share = Math.max(1, found.length)
  const reports = spans(tally, metrics, nameOf, reportAlpha / share)
  const parts = reports
    .filter((part) => part.attempts > 0)
    .map((part) => {
      if (question === null) return { ...part, verdict: null, because: [] }
      const { verdict, because } = judgePart(
        metrics,
        tally,
        question,
        share,
        (cohort) => nameOf(cohort) === part.name,
      )
      return { ...part, verdict, because }
    })
  const failing = parts
    .filter((part) => part.verdict === 'NO_GO')
    .map(({ name }) => name ?? '(none)')
  return { by, parts, hidden_failures: whole === 'GO' ? failing : [] }
}

const names: { readonly [split in Split]: (cohort: Cohort) => string | null } = {
  intent: ({ corridor }) => corridor,
  stage: ({ stage, sampleRate }) => stage ?? (sampleRate === null ? null : `rate ${sampleRate}`),
  epoch: ({ epoch }) => epoch,
  model: ({ model }) => model,
}

function judgePart(
  metrics: Metrics,
  tally: LogTally,
  { plan, stage, nowMs }: SplitQuestion,
  share: number,
  belongs: (cohort: Cohort) => boolean,
): { readonly verdict: GateVerdict; readonly because: readonly string[] } {
  const cells = new Map([...metrics.cells].filter(([, { key }]) => belongs(key)))
  const { rollback, go } = plan.alpha
  const strict = { ...plan, alpha: { ...plan.alpha, rollback: rollback / share, go: go / share } }
  const evidence = evidenceFromMetrics(
    { cells },
    {
      plan: strict,
      stage,
      corridor: null,
      nowMs,
      longestDeadlineMs: tally.longestDeadlineMs,
      holes: tally.holes,
      spans: tally.cohorts.filter(
        ({ cohort, firstMs }) => belongs(cohort) && Number.isFinite(firstMs),
      ),
    },
  )
  return judgeStage(strict, stage, evidence, new Date(nowMs).toISOString())
}
