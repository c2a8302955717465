export { corridorsFromOutside } from './corridors-from-outside.js'
export { policyOf, policyProblems } from './policy-in-force.js'
export { compose } from './compose.js'
export type { ComposeOptions, PartialTrust } from './compose.js'
export { firstStartOf } from './first-start.js'
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
export { defineCorridor, isDefined } from './define/define-corridor.js'
export type { DefinedCorridor } from './define/define-corridor.js'
export type { CorridorSpec, Proposed } from './define/corridor-spec.js'
export type { Schema } from './define/standard-schema.js'
export { openTrust } from './open-trust.js'
export type { Trust, TrustedCorridor, TrustOptions } from './open-trust.js'
export { AskFailure, decisionModel, languageModel, policy } from '@partial-trust/llm'
export type { AskFunction } from '@partial-trust/llm'
