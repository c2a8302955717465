import { acceptanceCounts, acceptanceDrop } from './acceptance-drop.js'
import { logLimit, oneSidedBounds } from './bounds.js'
import { goUpper, logGoEvidence } from './go-evidence.js'
import { jointEvidence, type EvidenceUnit } from './joint-evidence.js'
import { goLimit, statistical, type StageContext } from './stage-context.js'
import { outcomeEvidence } from './outcome-evidence.js'
import { rate, whole } from './phrases.js'
import { gateKey, gateName, gateRate, type NoGoGate } from './plan.js'
import { detectRegression, observeBucket, observeWindowMean } from './regression-detector.js'
import { acceptanceKey, totalOf } from './stage-evidence.js'
import type { GateRow } from './verdict.js'
import { uncountedRow } from './uncounted-row.js'

export type NoGoJudgement = {
  readonly rows: readonly GateRow[]
  /** Why the stage must stop; empty when nothing says so. */
  readonly reasons: readonly string[]
  /** What could not be computed. */
  readonly remarks: readonly string[]
}

type Reading = {
  readonly row: GateRow
  readonly unit: EvidenceUnit
  readonly alarm: string | null
  readonly remark: string | null
}

/** Judges every gate that can stop the stage, together. */
export function judgeNoGo(context: StageContext): NoGoJudgement {
  const { stage, evidence, plan } = context
  const readings = statistical(stage.no_go).map((gate) => readingOf(context, gate))
  const named = readings.map(({ row, unit }, index) => ({
    name: String(index),
    logE: row.log_e ?? 0,
    unit,
  }))
  const joint = jointEvidence(named, plan.alpha.rollback)
  const reasons: string[] = []
  if (evidence.incidents > 0 && stage.no_go.some(({ metric }) => metric === 'incident')) {
    reasons.push(`${whole(evidence.incidents)} incident(s) were reported against the stage.`)
  }
  const rows = readings.map(({ row, alarm }, index) => {
    const blamed = joint.blamed.includes(String(index))
    if (blamed) reasons.push(blame(row))
    if (alarm !== null) reasons.push(alarm)
    return blamed || alarm !== null ? { ...row, verdict: 'NO_GO' as const } : row
  })
  if (joint.fires && joint.blamed.length === 0) {
    const names = rows.map(({ name }) => name).join(', ')
    reasons.push(
      `No metric alone is shown to be bad, but ${names} together are: the average evidence ${rate(joint.logE)} passes ln(1/${plan.alpha.rollback}) = ${rate(logLimit(plan.alpha.rollback))}.`,
    )
  }
  const remarks = readings.flatMap(({ remark }) => (remark === null ? [] : [remark]))
  return { rows, reasons, remarks }
}

function blame({ name, s, n, direction, threshold, lower, upper }: GateRow): string {
  const than = threshold === null ? '' : ` ${rate(threshold)}`
  const bound = direction === 'above' ? `at least ${rate(lower)}` : `at most ${rate(upper)}`
  return `${name} ${whole(s)} of ${whole(n)} is shown to be ${direction}${than} (${bound}).`
}

function readingOf(
  context: StageContext,
  gate: Exclude<NoGoGate, { metric: 'incident' }>,
): Reading {
  if (gate.metric === 'acceptance') return acceptanceReading(context, gate.max_drop)
  if (gate.metric === 'undone') return undoneReading(context, gate)
  return rateReading(context, gate)
}

function rateReading(
  context: StageContext,
  gate: Exclude<NoGoGate, { metric: 'incident' | 'acceptance' | 'undone' }>,
): Reading {
  const { evidence, sharedAlpha } = context
  const name = gateName(gate)
  const threshold = gateRate(gate)
  const reading = context.noGoReading(gate)
  const counts = context.goCounts(gate)
  if (reading === null || counts === null || threshold === null) {
    return notCounted(name, 'above', threshold)
  }
  const { s, n } = counts
  // Only what is safe by the same standard as GO is called GO.
  const safe = n > 0 && logGoEvidence(counts, threshold) >= goLimit(context)
  const lower = reading.lower(sharedAlpha)
  const row: GateRow = {
    name,
    direction: 'above',
    s,
    n,
    estimate: n === 0 ? null : s / n,
    lower,
    // Windows weigh each other differently on the two sides.
    upper: Math.max(lower, context.goUpper(counts)),
    threshold,
    log_e: reading.logEvidence(threshold),
    verdict: safe ? 'GO' : 'INSUFFICIENT',
    needs: null,
  }
  const buckets = evidence.metrics.get(gateKey(gate)) ?? []
  const bursty = context.bursty(gate)
  const regression = detectRegression(bursty ? context.windows(buckets) : buckets, threshold, {
    decisionsToFalseAlarm: context.decisionsToFalseAlarm,
    observe: bursty ? observeWindowMean : observeBucket,
  })
  const alarm =
    regression.kind === 'alarm'
      ? `${name}: the change detector rang at ${new Date(regression.atMs).toISOString()}, the rate then rose above ${rate(threshold)}.`
      : null
  return { row, unit: bursty ? 'windows' : 'decisions', alarm, remark: null }
}

function acceptanceReading(context: StageContext, maxDrop: number): Reading {
  const { evidence, sharedAlpha, goAlpha } = context
  const buckets = evidence.metrics.get(acceptanceKey)
  const before = evidence.reference?.metrics.get(acceptanceKey)
  if (buckets === undefined || before === undefined) {
    return notCounted(acceptanceKey, 'below', null)
  }
  const current = totalOf(buckets)
  const now = acceptanceCounts(buckets, context.counted)
  const then = acceptanceCounts(before, context.counted)
  const answer = acceptanceDrop(then, now, 1 - maxDrop, sharedAlpha)
  if (answer.kind === 'not-enough-data') return notCounted(acceptanceKey, 'below', null)
  // The test spends part of its alpha on the reference, so it is compared on its own scale: what
  // it lacks to its limit, it lacks to ln(1/α).
  const logE = answer.logE - answer.limit + logLimit(sharedAlpha)
  const row: GateRow = {
    name: acceptanceKey,
    direction: 'below',
    ...current,
    estimate: current.n === 0 ? null : current.s / current.n,
    lower: 1 - goUpper(now.refused, goAlpha),
    upper: goUpper(now.accepted, sharedAlpha),
    threshold: answer.threshold,
    log_e: logE,
    verdict: 'INSUFFICIENT',
    needs: null,
  }
  return { row, unit: 'windows', alarm: null, remark: null }
}

function undoneReading(
  { evidence, goAlpha, sharedAlpha }: StageContext,
  { ratio, per }: Extract<NoGoGate, { metric: 'undone' }>,
): Reading {
  const answer = outcomeEvidence(evidence.outcomes, { direction: 'more', ratio, per })
  const counted = totalOf(
    evidence.outcomes.map(({ candidate }) => ({
      startMs: 0,
      s: candidate.undone,
      n: candidate.n,
    })),
  )
  const { s, n } = counted
  const { lower } = oneSidedBounds(s, n, sharedAlpha)
  const { upper } = oneSidedBounds(s, n, goAlpha)
  const row: GateRow = {
    name: 'undone',
    direction: 'above',
    s,
    n,
    estimate: n === 0 ? null : s / n,
    lower,
    upper,
    threshold: null,
    log_e: answer.kind === 'evidence' ? answer.logE : null,
    verdict: 'INSUFFICIENT',
    needs: null,
  }
  const remark =
    answer.kind === 'evidence'
      ? null
      : `Undone decisions cannot be compared yet: ${whole(answer.have)} of ${whole(answer.need)} ${answer.of}.`
  return { row, unit: 'blocks', alarm: null, remark }
}

function notCounted(name: string, direction: 'above' | 'below', threshold: number | null): Reading {
  return {
    row: uncountedRow(name, direction, threshold),
    unit: 'decisions',
    alarm: null,
    remark: `${name} was not counted: it cannot stop the stage.`,
  }
}
