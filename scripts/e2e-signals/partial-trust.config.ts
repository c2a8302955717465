import process from 'node:process'
import {
  commandSchema,
  decisionSchema,
  householdCorridor,
  validateCommand,
} from '@partial-trust/example-household'
import { defineConfig, registerCorridor } from 'partial-trust'

/**
 * The household, telling the receiver of events and listening to signed alerts. Without a circuit, which
 * would keep an outage from the gates for minutes.
 */
export default defineConfig({
  corridors: [
    registerCorridor({
      definition: householdCorridor,
      validate: validateCommand,
      contracts: { command: commandSchema, decision: decisionSchema },
      limits: { circuit: null },
    }),
  ],
  signals: {
    alertSecrets: ['E2E_ALERTS_SECRET'],
    webhooks: [{ url: process.env['E2E_WEBHOOK_URL'] ?? '', secret: 'E2E_WEBHOOK_SECRET' }],
  },
})
