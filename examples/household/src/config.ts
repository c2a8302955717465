import { defineConfig, registerCorridor } from '@partial-trust/engine'
import type { PartialTrustConfig } from '@partial-trust/engine'
import { commandSchema } from './contracts/command-schema.js'
import { decisionSchema } from './contracts/decision-schema.js'
import { validateCommand } from './contracts/validation.js'
import { exampleCommands } from './example-commands.js'
import { householdCorridor } from './household-corridor.js'

/** The household corridor, registered: what the command line runs where there is no configuration file. */
export const householdConfig: PartialTrustConfig = defineConfig({
  corridors: [
    registerCorridor({
      definition: householdCorridor,
      validate: validateCommand,
      contracts: { command: commandSchema, decision: decisionSchema },
      examples: exampleCommands,
    }),
  ],
})
