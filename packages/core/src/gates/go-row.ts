import { acceptanceCounts, acceptanceStable } from './acceptance-drop.js'
import { lowerBound } from './bounds.js'
import { goDecisionsNeeded, goUpper, logGoEvidence } from './go-evidence.js'
import { fewEnoughUndone } from './outcome-row.js'
import { goLimit, type StageContext } from './stage-context.js'
import { days, rate, whole } from './phrases.js'
import { gateName, gateRate, type GoGate } from './plan.js'
import { acceptanceKey, totalOf } from './stage-evidence.js'
import type { GateRow, Needs } from './verdict.js'
import { uncountedRow } from './uncounted-row.js'

export type GoJudgement = {
  readonly row: GateRow
  /** What is missing for GO; null when the gate has passed. */
  readonly missing: string | null
  /** What was shown; null when the gate has not passed. */
  readonly proof: string | null
}

/** Judges one gate that GO needs. */
export function goRow(context: StageContext, gate: GoGate): GoJudgement {
  if (gate.metric === 'acceptance') return stableAcceptance(context, gate.max_drop)
  return gate.metric === 'undone' ? fewEnoughUndone(context, gate) : provenBelow(context, gate)
}

function provenBelow(
  context: StageContext,
  gate: Exclude<GoGate, { metric: 'acceptance' | 'undone' }>,
): GoJudgement {
  const name = gateName(gate)
  const threshold = gateRate(gate)
  const counts = context.goCounts(gate)
  if (counts === null || threshold === null) return notCounted(name, 'below', threshold)
  const { s, n, windows } = counts
  const limit = goLimit(context)
  const logE = logGoEvidence(counts, threshold)
  const passed = n > 0 && logE >= limit
  const needs = passed ? null : needsOf(context, n, goDecisionsNeeded(counts, threshold, limit))
  const upper = context.goUpper(counts)
  const row: GateRow = {
    name,
    direction: 'below',
    s,
    n,
    estimate: n === 0 ? null : s / n,
    lower: lowerBound(s, n, context.sharedAlpha),
    upper,
    threshold,
    log_e: logE,
    verdict: passed ? 'GO' : 'INSUFFICIENT',
    needs,
  }
  const minutes = context.plan.bursts.window_minutes
  const seen = `${name} ${whole(s)} of ${whole(n)} decisions, in ${windows.bets === 1 ? '1 window' : `${whole(windows.bets)} windows`} of ${windowLength(minutes)},`
  if (passed) {
    const proof = `${seen} is shown to be below ${rate(threshold)} (at most ${rate(upper)}).`
    return { row, missing: null, proof }
  }
  if (n === 0) {
    return { row, proof: null, missing: `${name} has no data yet: ${needsPhrase(context, needs)}.` }
  }
  return {
    row,
    proof: null,
    missing: `${seen} is not yet shown to be below ${rate(threshold)} (it may be ${rate(upper)}): ${needsPhrase(context, needs)}.`,
  }
}

/** `10 min`; `10 s` below a minute. */
function windowLength(minutes: number): string {
  return minutes < 1 ? `${rate(minutes * 60)} s` : `${rate(minutes)} min`
}

function stableAcceptance(context: StageContext, maxDrop: number): GoJudgement {
  const { evidence } = context
  const name = acceptanceKey
  const buckets = evidence.metrics.get(acceptanceKey)
  const before = evidence.reference?.metrics.get(acceptanceKey)
  if (buckets === undefined || before === undefined) return notCounted(name, 'above', null)
  const [current, reference] = [totalOf(buckets), totalOf(before)]
  const now = acceptanceCounts(buckets, context.counted)
  const then = acceptanceCounts(before, context.counted)
  const keep = 1 - maxDrop
  const answer = acceptanceStable(then, now, keep, context.goAlpha)
  if (answer.kind === 'not-enough-data') {
    const judgement = notCounted(name, 'above', null)
    return {
      ...judgement,
      row: { ...judgement.row, ...current, estimate: estimateOf(current) },
      missing: `Stable acceptance cannot be judged: it needs ${whole(answer.need)} ${answer.of}, there are ${whole(answer.have)}.`,
    }
  }
  const { threshold, logE, limit, fires } = answer
  const needs = fires
    ? null
    : needsOf(context, current.n, goDecisionsNeeded(now.refused, 1 - threshold, limit))
  const row: GateRow = {
    name,
    direction: 'above',
    ...current,
    estimate: estimateOf(current),
    lower: 1 - goUpper(now.refused, Math.exp(-limit)),
    upper: 1,
    threshold,
    log_e: logE,
    verdict: fires ? 'GO' : 'INSUFFICIENT',
    needs,
  }
  const seen = `acceptance ${whole(current.s)} of ${whole(current.n)}`
  const held = `${rate(threshold)} (${rate(keep)} of the most that ${whole(reference.s)} of ${whole(reference.n)} in stage "${evidence.reference?.stage ?? ''}" allow)`
  return fires
    ? { row, missing: null, proof: `${seen} is shown to hold above ${held}.` }
    : {
        row,
        proof: null,
        missing: `${seen} is not yet shown to hold above ${held}: ${needsPhrase(context, needs)}.`,
      }
}

function estimateOf({ s, n }: { readonly s: number; readonly n: number }): number | null {
  return n === 0 ? null : s / n
}

function notCounted(
  name: string,
  direction: 'above' | 'below',
  threshold: number | null,
): GoJudgement {
  return {
    row: uncountedRow(name, direction, threshold),
    proof: null,
    missing:
      name === acceptanceKey
        ? 'Stable acceptance cannot be judged: there is nothing to compare (no records of the stage before, or none of this one).'
        : `${name} was not counted: it cannot be judged.`,
  }
}

/** `more` decisions of one metric as sampled decisions and days. */
function needsOf({ evidence, perDay }: StageContext, n: number, more: number | null): Needs {
  if (more === null) return { sampled: null, days: null }
  const perMetric = n > 0 ? evidence.sampled / n : 1
  const sampled = Math.ceil(more * Math.max(1, perMetric))
  return { sampled, days: perDay === null ? null : sampled / perDay }
}

function needsPhrase({ perDay }: StageContext, needs: Needs | null): string {
  if (needs === null || needs.sampled === null) {
    return 'at its present rate it never will be'
  }
  const long =
    needs.days === null || perDay === null
      ? 'the traffic is not known yet'
      : `${days(needs.days)} at the present traffic`
  return `about ${whole(needs.sampled)} more sampled decisions at the present rate (${long})`
}
