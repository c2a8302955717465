import { readFileSync } from 'node:fs'
import { messageOf, UserError } from '@partial-trust/settings'
import {
  reportedOutcomes,
  type ReportedOutcome,
  type ReportedOutcomes,
} from './reported-outcomes.js'

/**
 * Reads reported outcomes, one JSON object a line: `{"command_id" or "trace_id", "outcome": …}` with `undone`,
 * `confirmed`, or a label `wrong` or `right`. Ids are compared as the risk log has them, and as they were given where
 * it has them under a key. What was undone once stays undone; a label replaces what was said before.
 *
 * @param pseudonym How the log names ids, where not as they were given.
 * @throws {UserError} naming the first line that is none.
 */
export function readOutcomes(path: string, pseudonym?: (id: string) => string): ReportedOutcomes {
  const outcomes = new Map<string, ReportedOutcome>()
  for (const [index, line] of readText(path).split('\n').entries()) {
    if (line.trim() === '') continue
    const { id, outcome } = readOutcome(line) ?? {}
    if (id === undefined || outcome === undefined) {
      throw new UserError(
        `${path}:${index + 1}: is no outcome: {"command_id": "…", "outcome": one of ${reportedOutcomes.join(', ')}} is wanted`,
      )
    }
    for (const name of pseudonym === undefined ? [id] : [id, pseudonym(id)]) {
      const known = outcomes.get(name)
      if (outcome !== 'confirmed' || known === undefined) outcomes.set(name, outcome)
    }
  }
  return outcomes
}

function readOutcome(line: string): { id: string; outcome: ReportedOutcome } | null {
  let parsed: unknown
  try {
    parsed = JSON.parse(line)
  } catch {
    return null
  }
  if (typeof parsed !== 'object' || parsed === null || !('outcome' in parsed)) return null
  const id =
    'command_id' in parsed ? parsed.command_id : 'trace_id' in parsed ? parsed.trace_id : null
  const { outcome } = parsed
  const known = reportedOutcomes.find((one) => one === outcome)
  return typeof id === 'string' && known !== undefined ? { id, outcome: known } : null
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    const reason = messageOf(error)
    throw new UserError(`the outcomes cannot be read: ${reason}`)
  }
}
