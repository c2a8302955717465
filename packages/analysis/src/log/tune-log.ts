import type { ChosenTuning } from '@partial-trust/core'
import { UserError } from '@partial-trust/settings'
import { foldConfidence, withheldFor } from './fold-confidence.js'
import type { RiskLog } from './log-part.js'
import { missingLog } from './missing-log.js'
import type { ReportedOutcomes } from './reported-outcomes.js'
import { allTime } from './time-window.js'
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
  const { folds, holes } = await foldConfidence(log, { outcomes, window: allTime, signal })
  const withheld = withheldFor(holes)
  if (withheld !== null) throw new UserError(withheld)
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
