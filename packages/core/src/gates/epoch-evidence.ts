import { sealedUntilMs } from '../metrics/index.js'
import type { BucketCount } from './bucket-count.js'
import { gateCounters } from './count-gates.js'
import { belongsTo, sealingOf } from './judged-cells.js'
import { latencyWindows } from './latency-windows.js'
import { outcomeBlocks } from './outcome-blocks.js'
import type { PlanStage } from './plan.js'
import { ratiosTogether, sampleRatios } from './sample-ratio.js'
import type { StageEvidence } from './stage-evidence.js'
import { stageSpan } from './stage-span.js'
import { epochWindows, type StageCells, type WindowsQuestion } from './stage-windows.js'
import { unplacedShare } from './unplaced-share.js'
import type { WindowDigest } from './window-digest.js'

type OfEpoch = Pick<
  StageEvidence,
  | 'metrics'
  | 'sampled'
  | 'firstMs'
  | 'lastMs'
  | 'unresolvedShare'
  | 'unplacedShare'
  | 'sampleRatios'
  | 'sealedUntilMs'
  | 'outcomes'
  | 'latency'
>

/** What one epoch of a stage counted. */
export function epochEvidence(
  { sealed, open }: StageCells,
  epoch: string | null,
  asked: WindowsQuestion,
): OfEpoch {
  const { question, stage } = asked
  const { plan, corridor, nowMs } = question
  const untilMs = sealedUntilMs(sealingOf(question))
  const windows = epochWindows(sealed, epoch, asked)
  const spans = (question.spans ?? []).filter(
    ({ cohort }) => cohort.epoch === epoch && belongsTo(cohort, stage, corridor),
  )
  const counted = { attempts: attemptsIn(windows), started: sumOf(windows, (one) => one.started) }
  const lost = sumOf(windows, (one) => one.lost)
  // Sealed or not: who was drawn does not depend on how it ended.
  const drawn = sampleRatios(open.filter(({ key }) => key.epoch === epoch))
  return {
    metrics: gatesOf(windows, stage),
    sampled: counted.attempts + lost,
    ...stageSpan(
      windows.flatMap((one) => one.asked),
      spans,
      nowMs,
    ),
    unresolvedShare: counted.started === 0 ? 0 : lost / counted.started,
    unplacedShare: unplacedShare(open, counted, epoch, nowMs),
    sampleRatios: ratiosTogether([...windows.flatMap(({ ratios }) => ratios), ...drawn]),
    sealedUntilMs: untilMs,
    outcomes: outcomeBlocks(windows.flatMap(outcomesOf), untilMs),
    latency: latencyWindows(windows.map(latencyOf), plan.bursts.window_minutes * 60_000),
  }
}

/** By `gateKey`, in the windows' order. */
export function gatesOf(
  windows: readonly WindowDigest[],
  stage: PlanStage,
): StageEvidence['metrics'] {
  const columns = gateCounters(stage).map(({ key }): [string, BucketCount[]] => [key, []])
  for (const { gates } of windows) {
    for (const [place, counts] of gates.entries()) columns[place]?.[1].push(counts)
  }
  return new Map(columns)
}

export function attemptsIn(windows: readonly WindowDigest[]): number {
  return sumOf(windows, ({ attempts }) => attempts)
}

function sumOf(windows: readonly WindowDigest[], of: (window: WindowDigest) => number): number {
  return windows.reduce((sum, window) => sum + of(window), 0)
}

function outcomesOf({ startMs, outcomes: counts }: WindowDigest) {
  return counts === null ? [] : [{ startMs, counts }]
}

function latencyOf({ startMs, latency: counts }: WindowDigest) {
  return { startMs, counts }
}
