import {
  commandSchema,
  decisionSchema,
  householdCorridor,
  validateCommand,
} from '@partial-trust/example-household'
import type { HouseholdDecision } from '@partial-trust/example-household'
import { defineConfig, registerCorridor } from 'partial-trust'

/** What the example's baseline says to this bench's commands, ids aside. */
const constant = {
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

/** The household corridor with a baseline that reads no text: what is left is the product's own. */
export default defineConfig({
  corridors: [
    registerCorridor({
      definition: {
        ...householdCorridor,
        baseline: ({ command_id }, { decisionId, traceId, createdAt }): HouseholdDecision => ({
          ...constant,
          decision_id: decisionId,
          command_id,
          trace_id: traceId,
          created_at: createdAt,
        }),
      },
      validate: validateCommand,
      contracts: { command: commandSchema, decision: decisionSchema },
    }),
  ],
})
