export { authorityName } from './authorities.js'
export type { Authority } from './authorities.js'
export { accept, confidenceAtLeast, every, leastConfidenceOf, refuse } from './acceptance.js'
export type { AcceptanceRule, Proposal, Verdict } from './acceptance.js'
export { copyOf } from './copy-of.js'
export {
  atOnce,
  carriable,
  idText,
  isPromise,
  observed,
  readingOf,
  saysYes,
  silence,
} from './foreign.js'
export type {
  AskOptions,
  CandidateAnswer,
  CandidateRequest,
  CandidateRoute,
  CandidateSource,
  Parsed,
} from './candidate.js'
export type { ControlView, Narrowing } from './control-view.js'
export type {
  BaselineReading,
  CandidateReading,
  CorridorDefinition,
  CorridorTraits,
  DecisionIds,
} from './corridor-definition.js'
export type { BudgetOptions } from './budget.js'
export { defaultCircuit } from './circuit-breaker.js'
export type { CircuitOptions } from './circuit-breaker.js'
export type { Clock, IdSource } from './clock.js'
export { defaultLimits } from './corridor-settings.js'
export type { CorridorLimits, CorridorSettings, SettingsOrigin } from './corridor-settings.js'
export { narrow, usualDeadlineMs, usualSampleRate } from './narrow.js'
export type { EnvironmentSettings, OwnSettings } from './narrow.js'
export { effectiveRate, grant } from './grant.js'
export type { Grant, Terms } from './grant.js'
export type { Corridor, CorridorUse, DecideOptions, Outcome } from './corridor.js'
export { defineCorridor } from './define-corridor.js'
export { diffSummary } from './diff-summary.js'
export { epochOf } from './epoch.js'
export { openCorridor } from './open-corridor.js'
export type { AttemptStart, CorridorParts } from './corridor-parts.js'
export { isSampled, sampleBucket } from './sampling.js'
export { sha256Hex } from './sha256.js'
export { toldOnce } from './told-once.js'
export { limitsOf } from './limits-of.js'
