import { chooseTuning, unstatedKind } from '@partial-trust/core'
import type { ChosenTuning } from '@partial-trust/core'
import { foldConfidence, withheldFor, type ConfidenceQuestion } from './fold-confidence.js'
import type { RiskLog } from './log-part.js'
import { statesConfidence } from './states-confidence.js'

/** Share of wrong candidates that a report asks for where nobody says: 2 %. */
export const usualMaxWrong = 0.02

export type LogTunings = {
  readonly max_wrong: number
  /** Of the latest epoch of each corridor, one for each kind of confidence: kinds mean different things. */
  readonly tunings: readonly ChosenTuning[]
  /** Epochs and kinds that were counted before the latest epoch, and are in none of these. */
  readonly earlier: readonly Scope[]
  /** Why nothing is certified; null: nothing is missing. */
  readonly withheld: string | null
}

type Scope = Pick<ChosenTuning, 'corridor' | 'epoch' | 'confidence_kind'>

/** The loosest certified confidence thresholds of a log, of each corridor in it, as `tune` finds them. */
export async function logTunings(
  log: RiskLog,
  { maxWrong, ...question }: Omit<ConfidenceQuestion, 'outcomes'> & { readonly maxWrong: number },
): Promise<LogTunings> {
  const seen = [...log.holes]
  if (!(await statesConfidence(log, seen, question.signal))) {
    return { max_wrong: maxWrong, tunings: [], earlier: [], withheld: withheldFor(seen) }
  }
  const { folds, holes } = await foldConfidence(log, { outcomes: null, ...question })
  const withheld = withheldFor(holes)
  const tunings: ChosenTuning[] = []
  const earlier: Scope[] = []
  for (const [corridor, fold] of [...folds].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    const groups = fold.groups()
    const latest = groups[0]?.epoch
    for (const { epoch, kind } of groups) {
      if (kind === unstatedKind) continue
      if (epoch !== latest) earlier.push({ corridor, epoch, confidence_kind: kind })
      else {
        const answer = chooseTuning(groups, { corridor, epoch, kind, maxWrong })
        if (answer.kind === 'tuned') tunings.push(answer.tuning)
      }
    }
  }
  return { max_wrong: maxWrong, tunings: withheld === null ? tunings : [], earlier, withheld }
}
