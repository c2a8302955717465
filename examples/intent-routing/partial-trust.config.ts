import {
  intentRoutingCorridor,
  routingSchema,
  utteranceSchema,
  validateUtterance,
} from '@partial-trust/example-intent-routing'
import { defineConfig, registerCorridor } from 'partial-trust'

export default defineConfig({
  corridors: [
    registerCorridor({
      definition: intentRoutingCorridor,
      validate: validateUtterance,
      contracts: { command: utteranceSchema, decision: routingSchema },
    }),
  ],
})
