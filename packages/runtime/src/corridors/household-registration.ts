import {
  commandSchema,
  decisionSchema,
  householdCorridor,
  validateCommand,
} from '@partial-trust/example-household'
import { defineConfig, registerCorridor } from './corridor-registration.js'
import type { PartialTrustConfig } from './corridor-registration.js'

/** What runs where there is no configuration file: the household example. */
export const householdConfig: PartialTrustConfig = defineConfig({
  corridors: [
    registerCorridor({
      definition: householdCorridor,
      validate: validateCommand,
      contracts: { command: commandSchema, decision: decisionSchema },
    }),
  ],
})
