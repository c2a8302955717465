import { goRow } from './go-row.js'
import { detectorAlpha, rollbackTotal } from './detector-budget.js'
import { latencyBounds, type LatencyQuantile } from './latency-quantile.js'
import { judgeNoGo } from './no-go-rows.js'
import { days, percent, rate, whole } from './phrases.js'
import { findStage, type Plan } from './plan.js'
import { sampleRatioFault } from './sample-ratio.js'
import { stageContext, type StageContext } from './stage-context.js'
import { stageDays, type StageEvidence } from './stage-evidence.js'
import type { GateRow, GateVerdict, StageVerdict } from './verdict.js'

/** More unresolved starts than this are worth a warning (lint L14). */
export const unresolvedLimit = 0.01

/**
 * Judges one stage. NO_GO wins; GO needs every gate, the minimum duration and sample, and one single
 * epoch; what is missing or cannot be computed is never GO. Reads no clock.
 *
 * @param decidedAt ISO 8601 UTC, copied into the answer.
 * @throws {RangeError} when the plan has no stage of that name.
 */
export function judgeStage(
  plan: Plan,
  stageName: string,
  evidence: StageEvidence,
  decidedAt: string,
): StageVerdict {
  const found = findStage(plan, stageName)
  if (found === null) throw new RangeError(`the plan has no stage "${stageName}"`)
  const context = stageContext(plan, found.stage, evidence)
  const go = found.stage.go.map((gate) => goRow(context, gate))
  const noGo = judgeNoGo(context)
  const rows = [...go.map(({ row }) => row), ...noGo.rows]
  const remarks = [...noGo.remarks, ...remarksOn(context)]
  const say = (verdict: GateVerdict, because: readonly string[]): StageVerdict => ({
    stage: stageName,
    verdict,
    decided_at: decidedAt,
    alpha: {
      rollback: plan.alpha.rollback,
      detector: detectorAlpha(plan),
      go: context.goAlpha,
    },
    metrics: rows,
    because: [...because, ...remarks],
    latency: latencyOf(context),
  })
  const stops = [...noGo.reasons, ...stopsBeside(context)]
  if (stops.length > 0) return say('NO_GO', [...stops, ...holesIn(context)])
  const missing = [
    ...go.flatMap(({ missing: sentence }) => (sentence === null ? [] : [sentence])),
    ...missingOf(context),
  ]
  if (missing.length > 0) {
    const overdue = overdueOf(context)
    return say('INSUFFICIENT', [...waitSummary(context, rows), ...missing, ...overdue])
  }
  const shown = go.flatMap(({ proof }) => (proof === null ? [] : [proof]))
  const lasted = `The stage ran ${days(stageDays(evidence))} with ${whole(evidence.sampled)} sampled decisions; no alarm, no incident.`
  return say('GO', [...shown, lasted, notCovered(context)])
}

/** Both sides together twice the go alpha: each then says the same as a latency gate. */
function latencyOf({ plan, evidence, goAlpha }: StageContext): readonly LatencyQuantile[] {
  const windowMs = plan.bursts.window_minutes * 60_000
  const untilMs = evidence.sealedUntilMs
  return evidence.latency.length === 0
    ? []
    : latencyBounds(evidence.latency, { alpha: 2 * goAlpha, windowMs, untilMs })
}

/** What no count of a stage can show (GATES 5): whoever promotes should know. */
function notCovered({ plan, evidence }: StageContext): string {
  const ran = stageDays(evidence)
  const window = days(plan.bursts.window_minutes / 1440)
  return `Not covered: failures that hang together for longer than ${window}, one window in a hundred at twenty times the usual traffic, and a rate that turns bad later; ${days(ran)} say nothing of outages rarer than one in ${days(ran / 3)}.`
}

/** What is bad about the epochs that answer beside the judged one: they serve the same callers. */
function stopsBeside({ plan, stage, evidence }: StageContext): readonly string[] {
  return evidence.beside.flatMap(({ epoch, evidence: theirs }) =>
    judgeNoGo(stageContext(plan, stage, { ...theirs, incidents: 0 })).reasons.map(
      (reason) =>
        `Epoch ${epoch ?? '(none)'}, which still answers beside the judged one: ${reason}`,
    ),
  )
}

/** What else GO needs. */
function missingOf({ stage, evidence }: StageContext): readonly string[] {
  const missing: string[] = []
  const ran = stageDays(evidence)
  if (stage.go.length === 0) missing.push('The stage has no gate that could prove it good.')
  if (evidence.sampled < stage.min_sampled) {
    missing.push(
      `GO needs ${whole(stage.min_sampled)} sampled decisions; there are ${whole(evidence.sampled)}.`,
    )
  }
  if (ran < stage.min_days) {
    // Cut, not rounded: 2.99 days must not read as the 3 that are needed.
    const span = ran < 1 ? ran : Math.floor(ran * 10) / 10
    missing.push(`GO needs ${days(stage.min_days)}; the stage's records span ${days(span)}.`)
  }
  if (evidence.unplacedShare > unresolvedLimit) {
    missing.push(
      `${percent(evidence.unplacedShare)} of the sampled decisions have no readable time or lie in the future (limit ${percent(unresolvedLimit)}): they are not counted and may hide failures. Check the clocks.`,
    )
  }
  if (evidence.unreadableShare > unresolvedLimit) {
    missing.push(
      `${percent(evidence.unreadableShare)} of what may have been attempts are lines that cannot be read or were written by a newer version (limit ${percent(unresolvedLimit)}): they may hide failures. See what \`partial-trust analyze\` says of the log.`,
    )
  }
  missing.push(...holesIn({ evidence }))
  const { sampleRatios } = evidence
  for (const ratio of sampleRatios) {
    // Too many means that records of other decisions are missing, which hides no failure.
    if (sampleRatioFault(ratio, sampleRatios.length) !== 'too_few') continue
    missing.push(
      `Only ${percent(ratio.sampled / ratio.eligible)} of the decisions that reached the draw at ${percent(ratio.rate)} were sampled: records of candidates are missing and may hide failures.`,
    )
  }
  if (evidence.otherEpochsActive > 0) {
    missing.push(
      `${whole(evidence.otherEpochsActive)} other epoch(s) still answer beside the judged one: a GO would promote them too. Finish the deployment first.`,
    )
  }
  return missing
}

function holesIn({ evidence }: Pick<StageContext, 'evidence'>): readonly string[] {
  return evidence.holes.map(
    (hole) => `Records are missing, and may hide failures: ${hole}. No GO before that is mended.`,
  )
}

/** A stage that is still undecided after its longest duration is a person's business. */
function overdueOf({ stage, evidence }: StageContext): readonly string[] {
  const ran = stageDays(evidence)
  if (ran <= stage.max_days) return []
  return [
    `The stage has run ${days(ran)}, longer than its ${days(stage.max_days)}: a person must decide (its true rate may lie between the GO and the NO_GO threshold).`,
  ]
}

/** How many more, and how long, over everything that is counted. */
function waitSummary(context: StageContext, rows: readonly GateRow[]): readonly string[] {
  const { stage, evidence, perDay } = context
  const needs = rows.flatMap(({ needs: need }) => (need === null ? [] : [need.sampled]))
  if (needs.includes(null)) return []
  const counted = needs.filter((need) => need !== null)
  const more = Math.max(stage.min_sampled - evidence.sampled, 0, ...counted)
  const remaining = Math.max(0, stage.min_days - stageDays(evidence))
  if (more === 0 && remaining === 0) return []
  const counting = perDay === null || more === 0 ? null : more / perDay
  const traffic =
    counting === null
      ? ''
      : ` (${days(counting)} at ${whole(Math.max(1, perDay ?? 0))} sampled a day)`
  const decisions = more === 0 ? [] : [`${whole(more)} more sampled decisions${traffic}`]
  const time = remaining === 0 ? [] : [`${days(remaining)} more of the minimum duration`]
  return [`At the present rates GO needs ${[...decisions, ...time].join(' and ')}.`]
}

/** What a reader should know although it decides nothing. */
function remarksOn(context: StageContext): readonly string[] {
  const share = context.evidence.unresolvedShare
  if (share <= unresolvedLimit) return [errorsStated(context)]
  return [
    errorsStated(context),
    `L14: ${percent(share)} of the sampled starts never got a record and count as failed (limit ${percent(unresolvedLimit)}): check the log's writer and crashed processes.`,
  ]
}

/** What the verdict may be wrong in, whenever one looks. */
function errorsStated({ plan, evidence, goAlpha }: StageContext): string {
  const [evidential, detector] = [plan.alpha.rollback, detectorAlpha(plan)]
  const epoch =
    evidence.epochPlace === 1
      ? `the first epoch tried here may spend ${rate(goAlpha)} of it`
      : `epoch ${evidence.epochPlace} of those tried here may spend ${rate(goAlpha)} of it`
  return `Error chances: a healthy stage is stopped with at most ${rate(evidential)} by evidence and ${rate(detector)} by the change detector, ${rate(rollbackTotal(plan))} together; one that is not good enough passes with at most ${rate(plan.alpha.go)} whatever the number of epochs (${epoch}).`
}
