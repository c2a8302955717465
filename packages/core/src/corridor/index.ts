export { accept, confidenceAtLeast, every, leastConfidenceOf, refuse } from './acceptance.js'
export type { AcceptanceRule, Proposal, Verdict } from './acceptance.js'
export type {
  AskOptions,
  CandidateAnswer,
  CandidateRequest,
  CandidateRoute,
  CandidateSource,
  Parsed,
} from './candidate.js'
export type { ControlView } from './control-view.js'
export type {
  BaselineReading,
  CandidateReading,
  CorridorDefinition,
  DecisionIds,
} from './corridor-definition.js'
export { errorName, errorNames } from './error-name.js'
export type { ErrorName } from './error-name.js'
export { attemptFailures, reasonCodes, refusals } from './reason-codes.js'
export type { AttemptFailure, ReasonCode, ReasonCodeEntry, Refusal } from './reason-codes.js'
export { riskRecordSchema } from './risk-record.js'
export type {
  CandidateSummary,
  ConfidenceBucket,
  DecisionSummary,
  DiffSummary,
  Mode,
  ModelMeta,
  RiskRecord,
} from './risk-record.js'
export { statuses } from './status.js'
export type { Status } from './status.js'
export type { BudgetOptions } from './budget.js'
export { defaultCircuit } from './circuit-breaker.js'
export type { CircuitOptions } from './circuit-breaker.js'
export type { Clock, IdSource } from './clock.js'
export { defaultLimits } from './corridor-settings.js'
export type { CorridorLimits, CorridorSettings } from './corridor-settings.js'
export type { Corridor, CorridorUse, DecideOptions, Outcome } from './corridor.js'
export { defineCorridor } from './define-corridor.js'
export { diffSummary } from './diff-summary.js'
export { epochOf } from './epoch.js'
export { openCorridor } from './open-corridor.js'
export type { AttemptStart, CorridorParts } from './corridor-parts.js'
export { isSampled, sampleBucket } from './sampling.js'
export { sha256Hex } from './sha256.js'
export { riskLine } from './risk-line.js'
export { riskLineWriter } from './risk-line-writer.js'
