import type { DecisionIds } from '@partial-trust/core'
import { contractVersion } from './contracts/contract-version.js'
import type { HouseholdCommand } from './household-command.js'
import type { DecisionBody, HouseholdDecision } from './household-decision.js'

/** Which baseline, prompt and rules decided; the corridor's version and part of the epoch. */
export const decisionVersion = 'household-1'

/** Puts ids, time and versions around what was decided. */
export function envelope(
  body: DecisionBody,
  about: { readonly confidence: number; readonly explanation: string },
  command: HouseholdCommand,
  ids: DecisionIds,
): HouseholdDecision {
  return {
    decision_id: ids.decisionId,
    command_id: command.command_id,
    ...body,
    confidence: about.confidence,
    explanation: about.explanation,
    trace_id: ids.traceId,
    schema_version: contractVersion,
    decision_version: decisionVersion,
    created_at: ids.createdAt,
  }
}
