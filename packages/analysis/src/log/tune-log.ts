import { ThresholdFold, tunedThresholds, tuneWindowMs } from '@partial-trust/core'
import type { ChosenTuning } from '@partial-trust/core'
import { UserError } from '@partial-trust/settings'
import type { RiskLog } from './log-part.js'
import { missingLog } from './missing-log.js'
import { readAttempts } from './read-attempts.js'
import { reportedOf, type ReportedOutcomes } from './reported-outcomes.js'
import { tuneChosen } from './tune-chosen.js'

export type TuneLogQuestion = {
  /** Null: the log holds one corridor only. */
  readonly corridor: string | null
  /** Null: the latest. */
  readonly epoch: string | null
  readonly kind: string | null
  readonly maxWrong: number
  /** What is known better than by comparing with the baseline, by id. */
  readonly outcomes: ReportedOutcomes | null
  readonly signal?: AbortSignal
}

/**
 * The loosest confidence threshold that a log certifies, for one corridor, epoch and kind of confidence.
 *
 * @throws {UserError} naming what the log holds where the question does not say which, or asks for none of it.
 */
export async function tuneLog(
  log: RiskLog,
  { corridor, epoch, kind, maxWrong, outcomes, signal }: TuneLogQuestion,
): Promise<ChosenTuning> {
  if (log.parts.length === 0 && log.holes.length === 0) {
    throw new UserError(await missingLog(log.name))
  }
  const folds = new Map<string, ThresholdFold>()
  const holes = [...log.holes]
  for await (const { observation } of readAttempts(log, holes, signal)) {
    const fold = folds.get(observation.corridor) ?? new ThresholdFold(tunedThresholds, tuneWindowMs)
    folds.set(observation.corridor, fold)
    fold.add({ ...observation, reported: reportedOf(outcomes, observation) })
  }
  if (holes.length > 0) {
    throw new UserError(
      `nothing is certified on a part of a log, what is missing may be the wrong ones: ${holes.join('; ')}`,
    )
  }
  const name = onlyOne('corridor', corridor, [...folds.keys()], log.name)
  const groups = folds.get(name)?.groups() ?? []
  return tuneChosen(groups, { corridor: name, epoch, kind, maxWrong })
}

function onlyOne(
  what: string,
  asked: string | null,
  known: readonly string[],
  log: string,
): string {
  const found = asked ?? (known.length === 1 ? (known[0] ?? null) : null)
  if (known.length === 0) {
    throw new UserError(`the log ${log} is there but holds no candidate: nothing to tune`)
  }
  if (found !== null && known.includes(found)) return found
  const problem = found === null ? `choose one with --${what}` : `no such ${what}: ${found}`
  throw new UserError(`${problem}; the log has ${known.toSorted().join(', ')}`)
}
