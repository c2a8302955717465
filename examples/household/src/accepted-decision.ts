import type { DecisionIds } from '@partial-trust/core'
import { leastConfidence } from './acceptance-rules.js'
import { addShoppingItems } from './add-shopping-items.js'
import { envelope } from './decision-envelope.js'
import type { CandidateItem, HouseholdCandidate } from './household-candidate.js'
import type { HouseholdCommand } from './household-command.js'
import type { HouseholdDecision, ShoppingItem } from './household-decision.js'

/**
 * Turns a candidate that passed the acceptance rules into the decision to give. One that states no
 * confidence is given the least that would have been accepted.
 */
export function acceptedDecision(
  candidate: HouseholdCandidate,
  command: HouseholdCommand,
  _baseline: HouseholdDecision,
  ids: DecisionIds,
): HouseholdDecision {
  const { confidence } = candidate
  return envelope(
    {
      status: 'ok',
      action: 'start_job',
      payload: {
        job_id: `job-${ids.decisionId}`,
        job_type: 'add_shopping_item',
        proposed_actions: addShoppingItems(candidate.items.map(toShoppingItem), command),
      },
    },
    {
      confidence: typeof confidence === 'number' ? confidence : leastConfidence,
      explanation: 'A language model read the command and its proposal passed every check.',
    },
    command,
    ids,
  )
}

function toShoppingItem(item: CandidateItem): ShoppingItem {
  const quantity = textOf(item, 'quantity')
  const unit = textOf(item, 'unit')
  const listId = item.get('list_id')
  return {
    name: textOf(item, 'name') ?? '',
    ...(quantity === undefined ? {} : { quantity }),
    ...(unit === undefined ? {} : { unit }),
    ...(typeof listId === 'string' ? { list_id: listId } : {}), // an id is compared, never trimmed
  }
}

function textOf(item: CandidateItem, key: string): string | undefined {
  const value = item.get(key)
  return typeof value === 'string' ? value.trim() : undefined
}
