export { atMost } from './at-most.js'
export { bounded } from './bounded.js'
export { backgroundClock } from './background-clock.js'
export { openControlFeed } from './control-feed.js'
export type { ControlFeed, ControlFeedOptions, LeaseStatus } from './control-feed.js'
export type { AuditEntry, StandingSummary, StoreActKind } from './audit-entry.js'
export { actionKinds } from './control-action.js'
export type { ActionKind, ControlAction } from './control-action.js'
export { followAudit } from './follow-audit.js'
export type { FollowAuditOptions } from './follow-audit.js'
export type {
  AuditAnchor,
  Closing,
  ControlPlan,
  ControlStage,
  CorridorState,
  Rollout,
  StageClosure,
} from './control-state.js'
export { untouched } from './control-state.js'
export { parseCorridorState } from './parse-corridor-state.js'
export { rolloutCounts } from './rollout-counts.js'
export { StoreAbsentError, StoreUnavailableError } from './control-store.js'
export { isRefusal } from './is-refusal.js'
export type {
  Change,
  ChangeRequest,
  ControlSnapshot,
  ControlStore,
  KillAllRequest,
} from './control-store.js'
export { openSqliteControlStore } from './sqlite-control-store.js'
export type { SqliteControlStoreOptions } from './sqlite-control-store.js'
export { auditStore, concludeTrail, playTrail } from './audit-store.js'
export type { Audited } from './audit-store.js'
export { AuditReplay } from './audit-replay.js'
export type { Misfit, Replayed, StageClaim } from './audit-replay.js'
export { verifyAudit } from './verify-audit.js'
export type { AuditAnchors, AuditVerdict } from './verify-audit.js'
export type {
  EvidencePage,
  EvidenceStore,
  Fold,
  Horizon,
  ProcessCorridor,
  HeardReport,
  ProcessReport,
} from './evidence-store.js'
export { entriesAtHand } from './audit-ledger.js'
export type { AuditLedger, Checking, LedgerAnswer } from './audit-ledger.js'
export { deskHere } from './desk.js'
export { byHour } from './hourly-metrics.js'
export type { HourlyMetrics } from './hourly-metrics.js'
export type { Counts, Desk, HourlyCounts, StoredStudy, Study, Task } from './desk.js'
export { auditTask, judgeTask, tidyTask, tuneTask } from './desk-tasks.js'
export type { AuditTaskQuestion, JudgeQuestion, TuneQuestion } from './desk-tasks.js'
export type { Judged, JudgeStores, RolloutJudge } from './rollout-judge.js'
export { openControl, storedDesk } from './open-control.js'
export type { Control, OpenControlOptions } from './open-control.js'
export type { FirstStart } from './make-on-first-read.js'
export { openStoreKeeper } from './store-keeper.js'
export type { Restoration, Restored } from './restoration.js'
export { BackupError } from './backup.js'
export type { Backup } from './backup.js'
export { readStoreFormat } from './store-format.js'
export type { StoreFormat } from './store-format.js'
export type { Signed, StoreKeeper, StoreKeeperOptions } from './store-keeper.js'
export { wholeStore } from './store-act.js'
export type { Migrated, StoreAct } from './store-act.js'
export { tracesOfEarlierStore } from './store-traces.js'
export type { TracePaths } from './store-traces.js'
export { killCorridors } from './kill-corridors.js'
export type { KillOptions, KillReport, Reached } from './kill-corridors.js'
export { makeSqliteStore } from './make-sqlite-store.js'
export { statusReport, uncontrolledRollouts } from './status-report.js'
export type {
  CorridorStatus,
  ProcessStatus,
  StatusCorridor,
  StatusFacts,
  StatusReport,
  StopProofStatus,
} from './status-report.js'
export { CountsOnDisk } from './counts-on-disk.js'
export type { CountsOnDiskOptions, LeftBehind } from './counts-on-disk.js'
export type { SpoolPart } from './metrics-spool.js'
export { SharedAnswers } from './shared-answers.js'
export { RelayedControl } from './relayed-control.js'
export type { RelayedControlOptions } from './relayed-control.js'
export { openLiveControl } from './live-control.js'
export type { ServedCorridor } from './corridors-of-report.js'
export type { LiveControl, LiveControlOptions } from './live-control.js'
export { controlPlan, planOf } from './control-plan.js'
export { rolloutController } from './rollout-controller.js'
export type { RolloutController, RolloutControllerOptions } from './rollout-controller.js'
export { canaryIntent, isTrial } from './canary.js'
export {
  fleetProofDueMs,
  latestProof,
  proofDueMs,
  proveStops,
  startStopProver,
} from './stop-proof.js'
export type { StopProof, StopProofFigures, StopProverOptions } from './stop-proof.js'
export { steerRollouts } from './steer-rollouts.js'
export type { SteerRolloutsOptions } from './steer-rollouts.js'
export { decideConfidence, foundBy, rolloutConfidence } from './rollout-confidence.js'
export type { TuningFound } from './rollout-confidence.js'
export type { Certificate, ConfidenceStanding } from './confidence-standing.js'
export { closedParts } from './part-standing.js'
export type { PartStanding } from './part-standing.js'
export { judgeRolloutParts, rolloutPartKeys } from './judge-parts.js'
export { currentJudgement, judgeRollout, planInForce } from './judge-rollout.js'
export { isSameWord, verdictStanding } from './verdict-standing.js'
export type { Judgement, RolloutVerdict, VerdictSource } from './judge-rollout.js'
export { decidePromotion, decideTogether, decideRollout } from './decide-change.js'
export type { Decided, RolloutWish } from './decide-change.js'
export { approvalsOf, isSamePerson, secondOf, waitingFor } from './four-eyes.js'
export type { Asked, AskedAction, RefusedSecond, Second } from './four-eyes.js'
export { whatFollows } from './what-follows.js'
export type { Following } from './what-follows.js'
export { FleetCounts } from './fleet-counts.js'
export type { Leadership } from './leadership.js'
export {
  decodeCells,
  decodeSentCells,
  decodeOutcome,
  encodeCells,
  encodeSnapshot,
} from './control-wire.js'
export type { WireCell } from './control-wire.js'
export { parseChangeRequest, parseKillAll } from './parse-change-request.js'
export { silentMsOf } from './evidence-store.js'
export { parseProcessReport } from './parse-process-report.js'
export { isOutcomeKind, outcomeKinds } from './outcome.js'
export type { Arm, OutcomeKind, OutcomeReport } from './outcome.js'
export { reportOutcome } from './report-outcome.js'
export type { OutcomeAnswer, ReportedOutcome } from './report-outcome.js'
export type { Difference } from './trail-difference.js'
export type { RolloutStep } from './rollout-step.js'
