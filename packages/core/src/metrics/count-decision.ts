import { counterNames, counterRows } from './counter-table.js'
import { counterIndex, type CountVector } from './counts.js'
import { latencyBin } from './latency-histogram.js'
import { mark, type Mark } from './marks.js'
import { isWrong, type Mismatch } from './observation.js'
import { thresholdCounters, tunedThresholds } from './threshold-counters.js'

/** The numbers of one decision. */
export type DecisionFacts = {
  /** Its `endingMarks`. */
  readonly ending: number
  readonly latencyMs: number | null
  readonly deadlineMs: number | null
  readonly mismatch: Mismatch | null
  readonly inputTokens: number | null
  readonly outputTokens: number | null
  /** The candidate's stated confidence; null where it states none. Left out: not counted by confidence. */
  readonly statedConfidence?: number | null
}

const counted = counterNames.flatMap((name) => {
  const { all, any = [], adds = null } = counterRows[name]
  if (all === undefined) return []
  return [{ index: counterIndex[name], all: bitsOf(all), any: bitsOf(any), adds }]
})
const ofAttempts = counted.filter(({ all }) => (all & mark.attempt) !== 0)
const ofAll = counted.filter(({ all }) => (all & mark.attempt) === 0)

/** Adds one decision to the counts of its cell. */
export function countDecision(cell: CountVector, facts: DecisionFacts): void {
  for (const { index, all } of ofAll) if ((facts.ending & all) === all) raise(cell, index)
  if ((facts.ending & mark.attempt) === 0) return
  const marks = facts.ending | numberMarks(facts)
  for (const { index, all, any, adds } of ofAttempts) {
    if ((marks & all) !== all || (any !== 0 && (marks & any) === 0)) continue
    raise(cell, index, adds === null ? 1 : (facts[adds] ?? 0))
  }
  if (isTimed(facts) && (marks & mark.timeout) === 0) {
    raise(cell, counterNames.length + latencyBin(measuredMs(facts)))
  }
  countConfidence(cell, facts)
}

function bitsOf(marks: readonly Mark[]): number {
  return marks.reduce((bits, name) => bits | mark[name], 0)
}

/** The deadline of records that name none: the seed system's. */
export const unnamedDeadlineMs = 200

function numberMarks(facts: DecisionFacts): number {
  const { ending, deadlineMs, inputTokens, outputTokens } = facts
  const isLate =
    isTimed(facts) &&
    ((ending & mark.timeout) !== 0 || measuredMs(facts) > (deadlineMs ?? unnamedDeadlineMs))
  return (
    (isLate ? mark.late : 0) |
    (inputTokens !== null || outputTokens !== null ? mark.metered : 0) |
    mismatchMarks(facts.mismatch)
  )
}

/**
 * A latency that is missing or negative was not measured, so the answer is not known to have come in time.
 * Only an attempt of status `error` need not name one: it gave no answer, and counts as that.
 */
function isTimed({ latencyMs, ending }: DecisionFacts): boolean {
  return latencyMs !== null || (ending & mark.judged) !== 0
}

function measuredMs({ latencyMs }: DecisionFacts): number {
  return latencyMs !== null && latencyMs >= 0 ? latencyMs : Infinity
}

/** Only attempts that gave a value are compared; the others are already among the errors. */
function mismatchMarks(mismatch: Mismatch | null): number {
  if (mismatch === null) return 0
  const { intent, entityKeys, decisionType, actionCount } = mismatch
  return (
    mark.compared |
    (decisionType !== null && actionCount !== null ? mark.comparedInFull : 0) |
    (intent ? mark.readsOtherwise : 0) |
    (entityKeys ? mark.fillsOtherwise : 0) |
    (decisionType === true ? mark.decidesOtherwise : 0) |
    (actionCount === true ? mark.actsOtherwise : 0)
  )
}

/** For `tune`: who would pass each threshold, and who of them is wrong. A number that is no confidence passes none. */
function countConfidence(
  cell: CountVector,
  { statedConfidence: confidence, mismatch }: DecisionFacts,
): void {
  if (confidence === undefined || mismatch === null) return
  if (confidence !== null && !(confidence >= 0 && confidence <= 1)) return
  const wrong = isWrong(mismatch)
  raise(cell, counterIndex.tuned)
  if (wrong) raise(cell, counterIndex.tunedWrong)
  for (const [index, threshold] of tunedThresholds.entries()) {
    const counters = thresholdCounters[index]
    if (counters === undefined || (confidence !== null && confidence < threshold)) continue
    raise(cell, counterIndex[counters.n])
    if (wrong) raise(cell, counterIndex[counters.s])
  }
}

function raise(cell: CountVector, index: number, by = 1): void {
  cell[index] = (cell[index] ?? 0) + by
}
