import type { BaselineReading } from '@partial-trust/core'
import type { HouseholdDecision, ProposedAction, ShoppingItem, Task } from './household-decision.js'

/** What an intent in a summary may say. */
export const intents = ['add_shopping_item', 'create_task', 'other'] as const

/** A decision without its content. A decision that asks back or declines has the intent `other`. */
export function readBaseline(decision: HouseholdDecision): BaselineReading {
  const entities = entitiesOf(decision)
  // Written out because it runs on every decision: there are few entities, with few keys.
  const entityKeys: string[] = []
  for (const entity of entities) {
    for (const key of Object.keys(entity)) if (!entityKeys.includes(key)) entityKeys.push(key)
  }
  entityKeys.sort()
  return {
    executes: entities.length > 0,
    summary: {
      intent: intentOf(decision),
      decision_type: decision.action,
      action_count: entities.length,
      entity_keys_count: entityKeys.length,
      has_list_id: entityKeys.includes('list_id'),
    },
    entityKeys,
  }
}

function entitiesOf(decision: HouseholdDecision): readonly (ShoppingItem | Task)[] {
  switch (decision.action) {
    case 'start_job':
      return (decision.payload.proposed_actions ?? []).map(entityOf)
    case 'propose_add_shopping_item':
      return [decision.payload.item]
    case 'propose_create_task':
      return [decision.payload.task]
    case 'clarify':
    case 'reject':
    case 'confirm':
      return []
  }
}

function entityOf(proposed: ProposedAction): ShoppingItem | Task {
  return proposed.action === 'propose_add_shopping_item'
    ? proposed.payload.item
    : proposed.payload.task
}

function intentOf(decision: HouseholdDecision): (typeof intents)[number] {
  switch (decision.action) {
    case 'start_job':
      return decision.payload.job_type === 'unknown' ? 'other' : decision.payload.job_type
    case 'propose_add_shopping_item':
      return 'add_shopping_item'
    case 'propose_create_task':
      return 'create_task'
    case 'clarify':
    case 'reject':
    case 'confirm':
      return 'other'
  }
}
