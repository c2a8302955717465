import { capabilities } from '@partial-trust/example-household'
import type { Respond } from '@partial-trust/testing'

/** What no baseline would say: if it shows in a decision, a candidate was used. */
export const leakedName = 'a candidate that must not show'

/** A model that always answers with a candidate that every rule accepts. */
export const eagerModel: Respond = () => ({
  intent: 'add_shopping_item',
  items: [{ name: leakedName }],
  confidence: 1,
})

export type SituationOptions = {
  readonly id: string
  readonly text?: string
  readonly can?: readonly string[]
}

/** A household command; by default one that the corridor covers. */
export function householdCommand({
  id,
  text = 'add milk to the shopping list',
  can = capabilities,
}: SituationOptions): Readonly<Record<string, unknown>> {
  return {
    command_id: id,
    user_id: 'user-1',
    timestamp: '2026-01-01T00:00:00Z',
    text,
    capabilities: can,
    context: {
      household: {
        members: [{ user_id: 'user-1' }],
        shopping_lists: [{ list_id: 'list-1', name: 'Shopping' }],
      },
    },
  }
}

/** Whether a decision holds what only the model said. */
export function showsCandidate(decision: unknown): boolean {
  return JSON.stringify(decision).includes(leakedName)
}
