import { defineCorridor } from '@partial-trust/core'
import {
  confidentEnough,
  householdReasons,
  itemsWellFormed,
  listsKnown,
  namesShortEnough,
} from './acceptance-rules.js'
import { acceptedDecision } from './accepted-decision.js'
import { intents, readBaseline } from './baseline-reading.js'
import { baselineDecision } from './baseline/baseline-decision.js'
import { readCandidate } from './candidate-reading.js'
import { candidateConstants, candidateRequest } from './candidate-request.js'
import { decisionVersion } from './decision-envelope.js'
import { type HouseholdCandidate, parseCandidate } from './household-candidate.js'
import type { HouseholdCommand } from './household-command.js'
import { type HouseholdDecision, decisionActions } from './household-decision.js'

/**
 * Adding to a household's shopping list: the one kind of command in which a language model's
 * reading may replace the baseline's.
 */
export const householdCorridor = defineCorridor<
  HouseholdCommand,
  HouseholdDecision,
  HouseholdCandidate
>({
  intent: 'add_shopping_item',
  salt: '', // the buckets of the system this corridor comes from
  taskId: 'partial_trust_shopping',
  intents,
  decisionTypes: decisionActions,
  traits: {
    decision: { has_list_id: { kind: 'boolean' } },
    candidate: { item_name_len: { kind: 'integer' } },
  },
  reasons: householdReasons,
  confidenceKind: 'verbalized',
  constants: candidateConstants,
  commandId: (command) => command.command_id,
  baseline: baselineDecision,
  readBaseline,
  permits: (command) => command.capabilities.includes('start_job'),
  request: candidateRequest,
  parse: parseCandidate,
  rules: [itemsWellFormed, namesShortEnough, listsKnown, confidentEnough],
  readCandidate,
  decide: acceptedDecision,
  version: decisionVersion,
})
