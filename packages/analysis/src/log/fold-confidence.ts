import { ThresholdFold, tunedThresholds, tuneWindowMs } from '@partial-trust/core'
import type { RiskLog } from './log-part.js'
import { readAttempts } from './read-attempts.js'
import { reportedOf, type ReportedOutcomes } from './reported-outcomes.js'
import { isInside, type TimeWindow } from './time-window.js'

export type ConfidenceQuestion = {
  /** What is known better than by comparing with the baseline, by id. */
  readonly outcomes: ReportedOutcomes | null
  readonly window: TimeWindow
  readonly signal?: AbortSignal | undefined
}

/** Counts the compared candidates of a log by their confidence, for each corridor by itself. */
export async function foldConfidence(
  log: RiskLog,
  { outcomes, window, signal }: ConfidenceQuestion,
): Promise<{
  readonly folds: ReadonlyMap<string, ThresholdFold>
  /** What is missing of the log, a sentence each. */
  readonly holes: readonly string[]
}> {
  const folds = new Map<string, ThresholdFold>()
  const holes = [...log.holes]
  for await (const { observation } of readAttempts(log, holes, signal)) {
    if (!isInside(window, observation.atMs)) continue
    const fold = folds.get(observation.corridor) ?? new ThresholdFold(tunedThresholds, tuneWindowMs)
    folds.set(observation.corridor, fold)
    fold.add({ ...observation, reported: reportedOf(outcomes, observation) })
  }
  return { folds, holes }
}

/** Why nothing is certified where something of a log is missing; null where nothing is. */
export function withheldFor(holes: readonly string[]): string | null {
  if (holes.length === 0) return null
  return `nothing is certified on a part of a log, what is missing may be the wrong ones: ${holes.join('; ')}`
}
