export { corridorsFromOutside } from './corridors-from-outside.js'
export type { Surroundings } from './corridors-from-outside.js'
export { policyOf, policyProblems } from './policy-in-force.js'
export { compose } from './compose.js'
export type { ComposeOptions, PartialTrust } from './compose.js'
export { firstStartOf } from './first-start.js'
export { defineConfig, registerCorridor } from '@partial-trust/engine'
export type {
  CommandProblem,
  CorridorOwn,
  CorridorRegistration,
  DecisionTally,
  Ending,
  Examples,
  JsonSchema,
  OpenedCorridor,
  PartialTrustConfig,
  RegisteredCorridor,
  RiskLog,
  RuntimeParts,
  SignalsConfig,
  Validation,
  WebhookConfig,
} from '@partial-trust/engine'
export type {
  App,
  AppControl,
  AppCorridor,
  AppHealth,
  AppOutcomeAnswer,
  OutcomeOptions,
} from './app.js'
export { UserError } from '@partial-trust/settings'
export { defineCorridor, isDefined } from './define/define-corridor.js'
export type { AskParts, BoundCorridor, DefinedCorridor } from './define/define-corridor.js'
export type { CorridorSpec, DecideWhereNeeded, PartList, Proposed } from './define/corridor-spec.js'
export type { Schema } from './define/standard-schema.js'
export { openTrust } from './open-trust.js'
export type { Trust, TrustedCorridor, TrustOptions } from './open-trust.js'
export { AskFailure, decisionModel, languageModel, policy } from '@partial-trust/llm'
export type {
  AskableDecisionModel,
  AskableLanguageModel,
  Asker,
  AskFunction,
  AskSignals,
  DecisionModelOptions,
  DecisionQuestion,
  LanguageModelOptions,
  Llm,
  LoadedPolicy,
  PolicyOptions,
} from '@partial-trust/llm'
export type { Config, ConfigProblem, Environment } from '@partial-trust/settings'
export type {
  Control,
  ControlFeed,
  ControlStore,
  Desk,
  EvidenceStore,
  FirstStart,
  Leadership,
  OutcomeAnswer,
  OutcomeKind,
  RolloutVerdict,
  StatusCorridor,
  StopProof,
  StopProofFigures,
  VerdictSource,
} from '@partial-trust/control'
export type {
  AttemptFailure,
  Authority,
  CandidateSource,
  Clock,
  ConfidenceKind,
  ControlView,
  Corridor,
  CorridorDefinition,
  CorridorLimits,
  CorridorLists,
  CorridorSettings,
  CorridorTraits,
  CorridorUse,
  DecideOptions,
  Grant,
  IdSource,
  Mode,
  Outcome,
  OwnReasonEntry,
  RiskRecord,
  StageVerdict,
} from '@partial-trust/core'
