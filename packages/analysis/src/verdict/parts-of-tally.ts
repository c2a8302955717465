import { partKeysIn, partsReport, type GateVerdict, type PartsReport } from '@partial-trust/core'
import { UserError } from '@partial-trust/settings'
import type { LogTally } from '../log/log-tally.js'
import { tallyMetrics } from '../log/tally-metrics.js'
import { tallyQuestion } from '../log/tally-question.js'
import type { GateQuestion } from './gate-log.js'
import { corridorOf } from './log-subject.js'

/**
 * Judges each part of a corridor that was counted with its parts told apart.
 *
 * @param by A closed list of the corridor's, by name; null: each of them.
 * @param whole The verdict on all parts together.
 * @throws {UserError} naming the closed lists that are there, when `by` is none of them.
 */
export function partsOfTally(
  tally: LogTally,
  question: GateQuestion,
  by: string | null,
  whole: GateVerdict,
): readonly PartsReport[] {
  const metrics = tallyMetrics(tally)
  const corridor = corridorOf(tally, question.corridor)
  const keys = requirePartKeys(partKeysIn(metrics, corridor), by, corridor)
  const asked = tallyQuestion(tally, { ...question, corridor })
  return keys.map((key) => partsReport(metrics, asked, key, whole))
}

/**
 * The closed lists to judge by.
 *
 * @throws {UserError} naming those that are there.
 */
export function requirePartKeys(
  known: readonly string[],
  by: string | null,
  corridor: string | null,
): readonly string[] {
  const of = corridor === null ? '' : ` of ${corridor}`
  if (known.length === 0) {
    throw new UserError(
      `no decision${of} carries a closed list to judge by: declare one in the corridor's definition, traits: { decision: { language: { kind: 'word', words: ['de', 'en'] } } }`,
    )
  }
  if (by === null) return known
  if (known.includes(by)) return [by]
  throw new UserError(`no decision${of} carries a closed list ${by}; there is ${known.join(', ')}`)
}
