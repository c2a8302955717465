import {
  latencyAbove,
  metricCount,
  readBuckets,
  readMetrics,
  sealedUntilMs,
  settleStarts,
  type Bucket,
  type CellKey,
  type Counts,
  type MetricCount,
  type Metrics,
} from '../metrics/index.js'
import type { BucketCount } from './bucket-count.js'
import type { EvidenceQuestion } from './evidence-question.js'
import { belongsTo, judgedCells, sealingOf, stageCells } from './judged-cells.js'
import { judgedEpoch } from './judged-epoch.js'
import { placeOfBuckets } from './fold-width.js'
import { latencyWindows } from './latency-windows.js'
import { outcomeBlocks } from './outcome-blocks.js'
import {
  findStage,
  gateKey,
  isRateGate,
  latencyLimit,
  type GoGate,
  type NoGoGate,
  type PlanStage,
} from './plan.js'
import { sampleRatios } from './sample-ratio.js'
import { acceptanceKey, type StageEvidence } from './stage-evidence.js'
import { askedTimes, stageSpan } from './stage-span.js'
import { shareBeyondOne, unplacedShare } from './unplaced-share.js'

/**
 * The one way from counts to a stage's evidence: sealed buckets only, one epoch only (that of the
 * latest sampled decision), starts without a record as failures, the stage before as the reference.
 * Depends on sums over cells alone, so any split of the records into processes gives the same.
 *
 * @throws {RangeError} when the plan has no such stage.
 */
export function evidenceFromMetrics(metrics: Metrics, question: EvidenceQuestion): StageEvidence {
  const found = findStage(question.plan, question.stage)
  if (found === null) throw new RangeError(`the plan has no stage "${question.stage}"`)
  const { epoch, active, beside, tried } = judgedCells(metrics, question)
  const placeOf = (name: string | null): number => Math.max(1, tried.indexOf(name) + 1)
  return {
    ...epochEvidence(metrics, question, found, epoch),
    epochPlace: placeOf(epoch),
    otherEpochsActive: active.length,
    beside: beside.map((other) => ({
      epoch: other,
      evidence: {
        ...epochEvidence(metrics, question, found, other),
        epochPlace: placeOf(other),
      },
    })),
  }
}

/** The evidence of one epoch alone. */
function epochEvidence(
  metrics: Metrics,
  question: EvidenceQuestion,
  { stage, before }: { readonly stage: PlanStage; readonly before: PlanStage | null },
  epoch: string | null,
): StageEvidence {
  const { nowMs, incidents = 0, unreadableLines = 0, holes = [] } = question
  const ofStage = (key: CellKey): boolean => belongsTo(key, stage, question.corridor)
  const isCounted = stageCells(stage, question)
  const sealedUntil = sealedUntilMs(sealingOf(question))
  const isJudged = (key: CellKey): boolean => isCounted(key) && key.epoch === epoch
  const placeOf = placeOfBuckets(question.plan, sealedUntil)
  const buckets = readBuckets(metrics, isJudged, placeOf)
  const settled = buckets.map((bucket) => ({ ...bucket, counts: settleStarts(bucket.counts) }))
  const spans = (question.spans ?? []).filter(
    ({ cohort }) => cohort.epoch === epoch && belongsTo(cohort, stage, question.corridor),
  )
  return {
    metrics: countGates(settled, [...stage.go, ...stage.no_go]),
    sampled: sumOf(settled, ({ attempts }) => attempts),
    ...stageSpan(askedTimes(metrics, isJudged), spans, nowMs),
    incidents,
    unresolvedShare: unresolvedShare(buckets),
    unplacedShare: unplacedShare(metrics, ofStage, epoch, nowMs),
    holes,
    unreadableShare:
      unreadableLines === 0 ? 0 : shareBeyondOne(unreadableLines, readMetrics(metrics).attempts),
    // Sealed or not: who was drawn does not depend on how it ended.
    sampleRatios: sampleRatios(metrics, (key) => ofStage(key) && key.epoch === epoch),
    sealedUntilMs: sealedUntil,
    epochPlace: 1,
    otherEpochsActive: 0,
    beside: [],
    reference: before === null ? null : reference(metrics, question, stage, before, epoch),
    outcomes: outcomeBlocks(buckets, sealedUntil),
    latency: latencyWindows(settled, question.plan.bursts.window_minutes * 60_000),
  }
}

/** The stage before, under the same epoch where it saw one, else under its own last one. */
function reference(
  metrics: Metrics,
  question: EvidenceQuestion,
  stage: PlanStage,
  before: PlanStage,
  epoch: string | null,
): StageEvidence['reference'] {
  const inBefore = stageCells(before, question)
  const placeOf = placeOfBuckets(question.plan, sealedUntilMs(sealingOf(question)))
  const read = (of: string | null): readonly Bucket[] =>
    readBuckets(metrics, (key) => inBefore(key) && key.epoch === of, placeOf)
  const same = read(epoch)
  const attempts = sumOf(same, (counts) => counts.attempts)
  const chosen = attempts > 0 ? same : read(judgedEpoch(metrics, inBefore).epoch)
  if (sumOf(chosen, (counts) => counts.attempts) === 0) return null
  const settled = chosen.map((bucket) => ({ ...bucket, counts: settleStarts(bucket.counts) }))
  return { stage: before.name, metrics: countGates(settled, [...stage.go, ...stage.no_go]) }
}

/** Counts what each gate counts, and acceptance, by bucket. */
function countGates(
  buckets: readonly Bucket[],
  gates: readonly (GoGate | NoGoGate)[],
): StageEvidence['metrics'] {
  const counted = new Map<string, readonly BucketCount[]>()
  const keep = (key: string, count: (counts: Counts) => MetricCount): void => {
    counted.set(
      key,
      buckets.map(({ startMs, counts }) => {
        const { s, n } = count(counts)
        return { startMs, s, n }
      }),
    )
  }
  keep(acceptanceKey, (counts) => metricCount('acceptance', counts))
  for (const gate of gates) {
    const count = counterOf(gate)
    if (count !== null) keep(gateKey(gate), count)
  }
  return counted
}

function counterOf(gate: GoGate | NoGoGate): ((counts: Counts) => MetricCount) | null {
  if (isRateGate(gate)) return (counts) => metricCount(gate.metric, counts)
  if (gate.metric !== 'latency') return null
  const limit = latencyLimit(gate)
  return limit === 'deadline'
    ? (counts) => metricCount('deadline_exceeded', counts)
    : (counts) => latencyAbove(limit, counts)
}

/** Share of the starts whose record never came. */
function unresolvedShare(buckets: readonly Bucket[]): number {
  const started = sumOf(buckets, (counts) => counts.started)
  const lost = sumOf(buckets, (counts) => Math.max(0, counts.started - counts.attempts))
  return started === 0 ? 0 : lost / started
}

function sumOf(buckets: readonly Bucket[], of: (counts: Counts) => number): number {
  return buckets.reduce((sum, { counts }) => sum + of(counts), 0)
}
