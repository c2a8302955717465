import type { HouseholdDecision } from '@partial-trust/example-household'

/** What the example's baseline says to this bench's commands, ids aside. */
export const constant = {
  status: 'ok',
  action: 'start_job',
  payload: {
    job_id: 'job-1',
    job_type: 'add_shopping_item',
    proposed_actions: [
      {
        action: 'propose_add_shopping_item',
        payload: {
          item: { name: 'oat milk', quantity: 'two', unit: 'litres', list_id: 'list-1' },
          idempotency_key: 'command-1:0',
        },
      },
    ],
  },
  confidence: 0.9,
  explanation: 'The text asks to put things on a shopping list.',
  schema_version: '1.0.0',
  decision_version: 'constant-1',
} as const satisfies Partial<HouseholdDecision>

/** A whole decision, as long as those that are made. */
export const sameDecision: HouseholdDecision = {
  ...constant,
  decision_id: 'dec-0123456789abcdef0123-000000000001',
  command_id: 'command-10000',
  trace_id: 'trace-0123456789abcdef0123-000000000001',
  created_at: '2026-11-22T10:00:00.000Z',
}
