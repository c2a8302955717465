import { seededRandom } from '@partial-trust/testing'
import { leastConfidence } from '../acceptance-rules.js'
import {
  commandOf,
  decide,
  executed,
  sameNames,
  type LabelledUtterance,
} from '../bar/measure-bar.js'
import { readCandidate } from '../candidate-reading.js'
import { candidateRequest } from '../candidate-request.js'
import { parseCandidate, type HouseholdCandidate } from '../household-candidate.js'
import { householdAnswer } from '../simulated-model/household-answer.js'

/** What the simulated model said of an utterance, held against its label. */
export type LabelledCandidate = { readonly isRight: boolean; readonly confidence: number }

/**
 * Asks the simulated model about each utterance for which the corridor would ask one: the baseline executes it as
 * an add. Only candidates that the corridor could accept are compared, as in production.
 */
export function readCandidates(lines: readonly LabelledUtterance[]): readonly LabelledCandidate[] {
  return lines.flatMap((line) => {
    if (line.ambiguous === true) return []
    if (executed(decide(line)).kind !== 'add_shopping_item') return []
    const asked = candidateRequest(commandOf(line))
    if (asked === null) return []
    const { system, prompt, schema } = asked
    const messages = [
      { role: 'system', content: system },
      { role: 'user', content: prompt },
    ]
    const request = { model: 'simulated', messages, schema, ordinal: 0 }
    const parsed = parseCandidate(householdAnswer(request, seededRandom(1, line.id), false))
    return parsed.kind === 'parsed' ? (compared(parsed.candidate, line) ?? []) : []
  })
}

function compared(
  candidate: HouseholdCandidate,
  line: LabelledUtterance,
): LabelledCandidate | null {
  const { confidence } = readCandidate(candidate).summary
  if (confidence === null || confidence < leastConfidence) return null
  const names = candidate.items.map((item) => item.get('name'))
  const isRight =
    candidate.intent === line.intent &&
    (line.intent !== 'add_shopping_item' || sameNames(names.map(String), line))
  return { isRight, confidence }
}
