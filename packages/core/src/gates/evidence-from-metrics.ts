import { readMetrics, type Cell, type Metrics } from '../metrics/index.js'
import { attemptsIn, epochEvidence, gatesOf } from './epoch-evidence.js'
import type { EvidenceQuestion } from './evidence-question.js'
import { judgedEpoch } from './judged-epoch.js'
import { KnownWindows } from './known-windows.js'
import { findStage } from './plan.js'
import type { StageEvidence, StageReference } from './stage-evidence.js'
import { epochWindows, stageCells, type WindowsQuestion } from './stage-windows.js'
import { shareBeyondOne } from './unplaced-share.js'

/**
 * The one way from counts to a stage's evidence: sealed buckets only, one epoch only (that of the
 * latest sampled decision), starts without a record as failures, the stage before as the reference.
 * Depends on sums over cells alone, so any split of the records into processes gives the same.
 *
 * @param known For whoever judges the same counts again and again and never changes a cell in place. It spares
 *   work and changes nothing. Default: all is counted.
 * @throws {RangeError} when the plan has no such stage.
 */
export function evidenceFromMetrics(
  metrics: Metrics,
  question: EvidenceQuestion,
  known: KnownWindows = new KnownWindows(),
): StageEvidence {
  const found = findStage(question.plan, question.stage)
  if (found === null) throw new RangeError(`the plan has no stage "${question.stage}"`)
  const { stage, before } = found
  const { incidents = 0, unreadableLines = 0, holes = [] } = question
  const asked = { question, stage, known }
  const cells = stageCells(metrics, stage, question)
  const cellsBefore = before === null ? [] : stageCells(metrics, before, question).sealed
  const { epoch, active, beside, tried } = judgedEpoch(cells.sealed)
  const unreadableShare =
    unreadableLines === 0 ? 0 : shareBeyondOne(unreadableLines, readMetrics(metrics).attempts)
  const evidenceOf = (of: string | null): StageEvidence => ({
    ...epochEvidence(cells, of, asked),
    incidents,
    holes,
    unreadableShare,
    epochPlace: Math.max(1, tried.indexOf(of) + 1),
    otherEpochsActive: 0,
    beside: [],
    reference: before === null ? null : reference(before.name, cellsBefore, of, asked),
  })
  return {
    ...evidenceOf(epoch),
    otherEpochsActive: active.length,
    beside: beside.map((other) => ({ epoch: other, evidence: evidenceOf(other) })),
  }
}

/** The stage before, under the same epoch where it saw one, else under its own last one. */
function reference(
  name: string,
  sealed: readonly Cell[],
  epoch: string | null,
  asked: WindowsQuestion,
): StageReference | null {
  const same = epochWindows(sealed, epoch, asked)
  const windows =
    attemptsIn(same) > 0 ? same : epochWindows(sealed, judgedEpoch(sealed).epoch, asked)
  if (attemptsIn(windows) === 0) return null
  return { stage: name, metrics: gatesOf(windows, asked.stage) }
}
