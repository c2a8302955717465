export { compose } from './compose.js'
export type { ComposeOptions, PartialTrust } from './compose.js'
export { openFeatureFlag } from '@partial-trust/control'
export type { FeatureFlag, FeatureFlagOptions } from '@partial-trust/control'
export { defineConfig, registerCorridor } from '@partial-trust/engine'
export type {
  CommandProblem,
  CorridorRegistration,
  DecisionTally,
  Ending,
  JsonSchema,
  PartialTrustConfig,
  RegisteredCorridor,
  Validation,
} from '@partial-trust/engine'
export type { App, AppControl, AppCorridor, AppHealth } from './app.js'
export { UserError } from '@partial-trust/settings'
