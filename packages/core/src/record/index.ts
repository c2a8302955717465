export { errorName, errorNames } from './error-name.js'
export type { ErrorName } from './error-name.js'
export { confidenceBuckets, confidenceKinds, riskRecordSchema } from './field-kinds.js'
export type { ConfidenceBucket, ConfidenceKind, Mode } from './field-kinds.js'
export {
  attemptFailures,
  isOwnReason,
  isReasonCode,
  reasonCodes,
  reasonTable,
  refusals,
  roleOf,
  unknownReason,
} from './reason-codes.js'
export type {
  AttemptFailure,
  OwnReason,
  OwnReasonEntry,
  Reason,
  ReasonCode,
  ReasonCodeEntry,
  ReasonRole,
  Refusal,
} from './reason-codes.js'
export { logPartNames } from './log-names.js'
export type { LogPartName, PartPlace } from './log-names.js'
export { lossNotePath } from './loss-note.js'
export type { LossNote } from './loss-note.js'
export { commonWords, isInPart, parsePartName, partKeys, partOf, partWord } from './part.js'
export type { PartName } from './part.js'
export { isRiskRecord, isSeedRecord, recordProblems } from './record-problems.js'
export type { RecordProblem, SeedRecord } from './record-problems.js'
export { riskRecordJsonSchema } from './record-schema.js'
export { objectShapes, recordShape } from './record-shape.js'
export type { Field } from './record-shape.js'
export { riskLine } from './risk-line.js'
export { riskLineWriter } from './risk-line-writer.js'
export type {
  CandidateSummary,
  DecisionSummary,
  DiffSummary,
  ModelMeta,
  RiskRecord,
} from './risk-record.js'
export { statuses } from './status.js'
export type { Status } from './status.js'
export { isTrait } from './is-trait.js'
export { ownName, traitValue, wordShape } from './traits.js'
export type { Trait, TraitValue } from './traits.js'
