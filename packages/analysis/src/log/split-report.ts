import {
  judgeParts,
  partWord,
  spentAt,
  type Cohort,
  type GateVerdict,
  type MetricName,
  type PartsVerdicts,
  type Plan,
} from '@partial-trust/core'
import { spans } from './build-report.js'
import type { LogTally } from './log-tally.js'
import { reportAlpha } from './metric-report.js'
import type { SpanReport } from './report.js'
import { tallyMetrics } from './tally-metrics.js'
import { tallyQuestion } from './tally-question.js'

/** What every log can be split by. Beside these: the corridor's own closed lists. */
export const splits = ['intent', 'stage', 'epoch', 'model'] as const
type Split = (typeof splits)[number]

/** The metrics shown of each part. */
export const splitMetrics: readonly MetricName[] = [
  'attempt_error',
  'intent_mismatch',
  'acceptance',
]

/**
 * The log by parts. The j-th part to appear has bounds at 1 - 0.05 / (j (j + 1)), so that all of them hold at
 * 95 % however many there will be.
 */
export type SplitReport = {
  readonly by: string
  /** In order of first appearance. */
  readonly parts: readonly PartReport[]
  /** What was said of all together; null without a plan. */
  readonly whole: GateVerdict | null
  /** Parts that fail a gate although the whole does not: do not promote before they are understood. */
  readonly hidden_failures: readonly string[]
}

export type PartReport = SpanReport & {
  /** From 1. */
  readonly place: number
  /** The part judged by itself, with what its place may spend of the plan's alphas; null without a plan. */
  readonly verdict: GateVerdict | null
  readonly because: readonly string[]
}

export type SplitQuestion = { readonly plan: Plan; readonly stage: string; readonly nowMs: number }

/** Splits the evidence by one property of its decisions; parts without an attempt are left out. */
export function splitReport(
  tally: LogTally,
  by: string,
  question: SplitQuestion | null,
  whole: GateVerdict | null,
): SplitReport {
  const metrics = tallyMetrics(tally)
  const nameOf = splitName(by)
  const found = spans(tally, metrics, nameOf).filter((part) => part.attempts > 0)
  const judged = question === null ? unjudged : judge(tally, question, nameOf, whole)
  const placeOf = (name: string | null): number => {
    const places = judged.parts.find((part) => part.name === (name ?? unnamed))
    return places?.place ?? found.findIndex((part) => part.name === name) + 1
  }
  const parts = found
    .map((part) => ({ ...part, place: placeOf(part.name) }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ name, place }) => {
      const bounded = spans(tally, metrics, nameOf, spentAt(reportAlpha, place))
      const said = judged.parts.find((part) => part.name === (name ?? unnamed))?.verdict
      return bounded
        .filter((part) => part.name === name)
        .map((part) => ({
          ...part,
          place,
          verdict: said?.verdict ?? null,
          because: said?.because ?? [],
        }))
    })
  return { by, parts: parts.flat(), whole, hidden_failures: judged.masked }
}

/** Decisions of which the property says nothing. */
const unnamed = '(none)'
const unjudged: PartsVerdicts = { parts: [], masked: [] }

/** What a split calls the part that a cohort belongs to; null: it says nothing. */
function splitName(by: string): (cohort: Cohort) => string | null {
  return isSplit(by) ? names[by] : ({ part }) => partWord(part, by)
}

function isSplit(by: string): by is Split {
  return splits.some((split) => split === by)
}

const names: { readonly [split in Split]: (cohort: Cohort) => string | null } = {
  intent: ({ corridor }) => corridor,
  stage: ({ stage, sampleRate }) => stage ?? (sampleRate === null ? null : `rate ${sampleRate}`),
  epoch: ({ epoch }) => epoch,
  model: ({ model }) => model,
}

function judge(
  tally: LogTally,
  question: SplitQuestion,
  nameOf: (cohort: Cohort) => string | null,
  whole: GateVerdict | null,
): PartsVerdicts {
  const asked = tallyQuestion(tally, { ...question, corridor: null })
  return judgeParts(tallyMetrics(tally), asked, (cohort) => nameOf(cohort) ?? unnamed, whole)
}
