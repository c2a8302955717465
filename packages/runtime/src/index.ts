export { compose } from './compose.js'
export type { ComposeOptions, PartialTrust } from './compose.js'
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
export type { App, AppCorridor } from './service/index.js'
export { UserError } from './user-error.js'
