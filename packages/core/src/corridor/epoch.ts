import { ruleIdentity } from './acceptance.js'
import type { CandidateRoute } from './candidate.js'
import type { CorridorDefinition } from './corridor-definition.js'
import { sha256Hex } from './sha256.js'

const readable = ['request', 'parse', 'readCandidate', 'decide'] as const

/**
 * Names the evidence gathered under one model, prompt, schema and set of rules: 16 hex digits. A
 * change of any of them starts a new epoch, and the stage's evidence from zero.
 *
 * Of what is sent and what is checked it covers all that can be read: the route (model, profile,
 * everything in the policy that shapes an answer), the corridor's `constants`, closed lists, reasons and
 * traits, and the source text of the functions that ask, parse, judge and decide. It cannot see into
 * helpers that they import, nor values that they close over: `constants`, a rule's `identity` and
 * `version` are for those.
 */
export function epochOf<Command, Decision, Candidate>(
  definition: CorridorDefinition<Command, Decision, Candidate>,
  route: CandidateRoute | null,
): string {
  const { intent, salt, taskId, version, intents, decisionTypes, rules } = definition
  const { traits, reasons, confidenceKind, constants } = definition
  const read = [
    [intent, salt ?? intent, taskId, version, intents, decisionTypes],
    [traits ?? null, Object.keys(reasons ?? {}), confidenceKind ?? 'verbalized'],
    route,
    constants ?? null,
    rules.map(ruleIdentity),
    readable.map((name) => Function.prototype.toString.call(definition[name])),
  ]
  return sha256Hex(JSON.stringify(read)).slice(0, 16)
}
