export { openFeatureFlag } from './control/index.js'
export type { FeatureFlag, FeatureFlagOptions } from './control/index.js'
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
