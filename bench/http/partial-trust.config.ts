import {
  commandSchema,
  decisionSchema,
  householdCorridor,
  validateCommand,
} from '@partial-trust/example-household'
import { defineConfig, registerCorridor } from 'partial-trust'

/** The household corridor without its circuit breaker, so that a hanging endpoint goes on being asked. */
export default defineConfig({
  corridors: [
    registerCorridor({
      definition: householdCorridor,
      validate: validateCommand,
      contracts: { command: commandSchema, decision: decisionSchema },
      limits: { circuit: null },
    }),
  ],
})
