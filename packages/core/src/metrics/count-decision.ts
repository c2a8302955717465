import { counterIndex, counterNames, type CountVector } from './counts.js'
import { course } from './course.js'
import { latencyBin } from './latency-histogram.js'
import { disagrees, isWrong, type Mismatch } from './observation.js'
import { thresholdCounters, tunedThresholds } from './threshold-counters.js'

/** The numbers of one decision, `course` being its {@link courseOf}. */
export type DecisionFacts = {
  readonly course: number
  readonly latencyMs: number | null
  readonly deadlineMs: number | null
  readonly mismatch: Mismatch | null
  readonly inputTokens: number | null
  readonly outputTokens: number | null
  /** The candidate's stated confidence; null where it states none. Left out: not counted by confidence. */
  readonly statedConfidence?: number | null
}

/** Adds one decision to the counts of its cell. */
export function countDecision(cell: CountVector, facts: DecisionFacts): void {
  const bits = facts.course
  if ((bits & course.eligible) !== 0) raise(cell, counterIndex.eligible)
  if ((bits & course.sampled) !== 0) raise(cell, counterIndex.sampled)
  if ((bits & course.attempt) === 0) return
  raise(cell, counterIndex.attempts)
  if ((bits & course.judged) !== 0) raise(cell, counterIndex.judged)
  if ((bits & course.error) !== 0) raise(cell, counterIndex.errors)
  if ((bits & course.accepted) !== 0) raise(cell, counterIndex.accepted)
  countLatency(cell, facts)
  countMismatch(cell, facts)
  countConfidence(cell, facts)
  if (facts.inputTokens !== null || facts.outputTokens !== null) {
    raise(cell, counterIndex.metered)
    raise(cell, counterIndex.inputTokens, facts.inputTokens ?? 0)
    raise(cell, counterIndex.outputTokens, facts.outputTokens ?? 0)
  }
}

/** The deadline of records that name none: the seed system's. */
const unnamedDeadlineMs = 200

/**
 * A latency that is missing or negative was not measured, so the answer is not known to have come in time.
 * Only an attempt of status `error` need not name one: it gave no answer, and counts as that.
 */
function countLatency(cell: CountVector, facts: DecisionFacts): void {
  const { latencyMs, deadlineMs } = facts
  const timedOut = (facts.course & course.timeout) !== 0
  if (latencyMs === null && (facts.course & course.judged) === 0) return
  const measuredMs = latencyMs !== null && latencyMs >= 0 ? latencyMs : Infinity
  if (timedOut) raise(cell, counterIndex.timeouts)
  else raise(cell, counterNames.length + latencyBin(measuredMs))
  const late = measuredMs > (deadlineMs ?? unnamedDeadlineMs)
  if (timedOut || late) raise(cell, counterIndex.deadlineExceeded)
}

/** Only attempts that gave a value are compared; the others are already among the errors. */
function countMismatch(cell: CountVector, { mismatch }: DecisionFacts): void {
  if (mismatch === null) return
  raise(cell, counterIndex.compared)
  if (mismatch.intent) raise(cell, counterIndex.intentMismatch)
  if (mismatch.entityKeys) raise(cell, counterIndex.entityKeyMismatch)
  if (mismatch.decisionType === null || mismatch.actionCount === null) return
  raise(cell, counterIndex.comparedInFull)
  if (mismatch.decisionType) raise(cell, counterIndex.decisionTypeMismatch)
  if (disagrees(mismatch)) raise(cell, counterIndex.disagreement)
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
