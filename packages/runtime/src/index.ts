export { defineConfig, registerCorridor } from './corridors/index.js'
export type {
  CommandProblem,
  CorridorRegistration,
  JsonSchema,
  PartialTrustConfig,
  RegisteredCorridor,
  Validation,
} from './corridors/index.js'
export { UserError } from './user-error.js'
