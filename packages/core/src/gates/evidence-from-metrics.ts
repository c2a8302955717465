import {
  isOfStage,
  isSealed,
  latencyAbove,
  metricCount,
  readBuckets,
  settleStarts,
  type Bucket,
  type CellKey,
  type Cohort,
  type Counts,
  type MetricCount,
  type Metrics,
} from '../metrics/index.js'
import type { BucketCount } from './bucket-count.js'
import { judgedEpoch } from './judged-epoch.js'
import type { OutcomeBlock } from './outcome-evidence.js'
import {
  findStage,
  gateKey,
  latencyLimit,
  type GoGate,
  type NoGoGate,
  type Plan,
  type PlanStage,
} from './plan.js'
import { acceptanceKey, type StageEvidence } from './stage-evidence.js'
import { stageSpan } from './stage-span.js'

/** What evidence is wanted, and as of when. */
export type EvidenceQuestion = {
  readonly plan: Plan
  /** Name of a stage of the plan. */
  readonly stage: string
  /** Only this corridor's decisions; null: the metrics hold one corridor only. */
  readonly corridor: string | null
  readonly nowMs: number
  /** Incidents reported against the stage. Default 0. */
  readonly incidents?: number
  /**
   * First and last record of each cohort, those without a candidate included, where the metrics do
   * not hold them. They only widen the stage's duration, never its counts.
   */
  readonly spans?: readonly CohortSpan[]
}

export type CohortSpan = {
  readonly cohort: Cohort
  readonly firstMs: number
  readonly lastMs: number
}

const dayMs = 86_400_000
const hourMs = 3_600_000

/**
 * The one way from counts to a stage's evidence: sealed buckets only, one epoch only (that of the
 * latest sampled decision), starts without a record as failures, the stage before as the reference.
 * Depends on sums over cells alone, so any split of the records into processes gives the same.
 *
 * @throws {RangeError} when the plan has no such stage.
 */
export function evidenceFromMetrics(metrics: Metrics, question: EvidenceQuestion): StageEvidence {
  const { plan, nowMs, incidents = 0 } = question
  const found = findStage(plan, question.stage)
  if (found === null) throw new RangeError(`the plan has no stage "${question.stage}"`)
  const { stage, before } = found
  const inStage = cellsOf(stage, question)
  const { epoch, active } = judgedEpoch(metrics, inStage, hourMs)
  const ofEpoch = (key: CellKey): boolean => inStage(key) && key.epoch === epoch
  const buckets = readBuckets(metrics, ofEpoch)
  const settled = buckets.map((bucket) => ({ ...bucket, counts: settleStarts(bucket.counts) }))
  const spans = (question.spans ?? []).filter(
    ({ cohort }) => cohort.epoch === epoch && belongs(cohort, stage, question.corridor),
  )
  return {
    metrics: countGates(settled, [...stage.go, ...stage.no_go]),
    sampled: sumOf(settled, ({ attempts }) => attempts),
    ...stageSpan(settled, spans, nowMs),
    incidents,
    unresolvedShare: unresolvedShare(buckets),
    otherEpochsActive: active,
    reference: before === null ? null : reference(metrics, question, stage, before, epoch),
    outcomes: outcomeBlocks(buckets),
  }
}

function cellsOf(
  stage: PlanStage,
  { plan, corridor, nowMs }: EvidenceQuestion,
): (key: CellKey) => boolean {
  const sealing = { nowMs, deadlineMs: plan.deadline_ms }
  return (key) => belongs(key, stage, corridor) && isSealed(key.bucket, sealing)
}

function belongs(cohort: Cohort, stage: PlanStage, corridor: string | null): boolean {
  if (corridor !== null && cohort.corridor !== corridor) return false
  // By rate alone a shadow stage could be taken for a live one.
  if (cohort.stage === null && cohort.mode !== stage.mode) return false
  return isOfStage(cohort, stage)
}

/** The stage before, under the same epoch where it saw one, else under its own last one. */
function reference(
  metrics: Metrics,
  question: EvidenceQuestion,
  stage: PlanStage,
  before: PlanStage,
  epoch: string | null,
): StageEvidence['reference'] {
  const inBefore = cellsOf(before, question)
  const read = (of: string | null): readonly Bucket[] =>
    readBuckets(metrics, (key) => inBefore(key) && key.epoch === of)
  const same = read(epoch)
  const attempts = sumOf(same, (counts) => counts.attempts)
  const chosen = attempts > 0 ? same : read(judgedEpoch(metrics, inBefore, hourMs).epoch)
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
  switch (gate.metric) {
    case 'incident':
    case 'undone':
    case 'acceptance':
      return null
    case 'latency': {
      const limit = latencyLimit(gate)
      return limit === 'deadline'
        ? (counts) => metricCount('deadline_exceeded', counts)
        : (counts) => latencyAbove(limit, counts)
    }
    case 'attempt_error':
    case 'deadline_exceeded':
    case 'intent_mismatch':
    case 'entity_key_mismatch': {
      const { metric } = gate
      return (counts) => metricCount(metric, counts)
    }
  }
}

/** Share of the starts whose record never came. */
function unresolvedShare(buckets: readonly Bucket[]): number {
  const started = sumOf(buckets, (counts) => counts.started)
  const lost = sumOf(buckets, (counts) => Math.max(0, counts.started - counts.attempts))
  return started === 0 ? 0 : lost / started
}

/** One block a day. */
function outcomeBlocks(buckets: readonly Bucket[]): readonly OutcomeBlock[] {
  const byDay = Map.groupBy(buckets, ({ startMs }) => Math.floor(startMs / dayMs))
  return [...byDay]
    .toSorted(([a], [b]) => a - b)
    .map(([, day]) => ({
      candidate: {
        undone: sumOf(day, (counts) => counts.candidateUndone),
        n: sumOf(day, (counts) => counts.candidateOutcomes),
      },
      baseline: {
        undone: sumOf(day, (counts) => counts.baselineUndone),
        n: sumOf(day, (counts) => counts.baselineOutcomes),
      },
    }))
    .filter(({ candidate, baseline }) => candidate.n + baseline.n > 0)
}

function sumOf(buckets: readonly Bucket[], of: (counts: Counts) => number): number {
  return buckets.reduce((sum, { counts }) => sum + of(counts), 0)
}
