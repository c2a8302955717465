import {
  commandSchema,
  decisionSchema,
  householdCorridor,
  validateCommand,
} from '@partial-trust/example-household'
import type { HouseholdDecision } from '@partial-trust/example-household'
import { defineConfig, registerCorridor } from 'partial-trust'
import { constant } from './constant-decision.ts'

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
