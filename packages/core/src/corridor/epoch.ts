import type { CandidateRoute } from './candidate.js'
import type { CorridorDefinition } from './corridor-definition.js'
import { sha256Hex } from './sha256.js'

/**
 * Names the evidence gathered under one model, prompt, schema and set of rules: 16 hex digits. A
 * change of any of them starts a new epoch, and the stage's evidence from zero.
 */
export function epochOf<Command, Decision, Candidate>(
  definition: CorridorDefinition<Command, Decision, Candidate>,
  route: CandidateRoute | null,
): string {
  const parts = [definition.intent, definition.taskId, definition.version]
  if (route !== null) parts.push(route.profile, route.provider, route.model, route.fingerprint)
  return sha256Hex(JSON.stringify(parts)).slice(0, 16)
}
