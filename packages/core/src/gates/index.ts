export { confidenceSequence, logLimit, lowerBound, oneSidedBounds, upperBound } from './bounds.js'
export type { Bounds } from './bounds.js'
export {
  evidenceAbove,
  evidenceBelow,
  evidenceFor,
  logEvidenceAbove,
  logEvidenceBelow,
} from './evidence.js'
export type { Direction, Evidence } from './evidence.js'
export {
  acceptanceAlpha,
  acceptanceCounts,
  acceptanceDrop,
  acceptanceStable,
} from './acceptance-drop.js'
export type { AcceptanceCounts, AcceptanceEvidence } from './acceptance-drop.js'
export { windowsOf } from './bucket-count.js'
export type { BucketCount } from './bucket-count.js'
export { burstCorrelation, comesInBursts, correlationLimit } from './burst-correlation.js'
export type { BurstCorrelation } from './burst-correlation.js'
export { CappedFold, cappedUpper, cappedWindows, logCappedEvidence } from './capped-windows.js'
export type { CappedWindows } from './capped-windows.js'
export { foldWidth, hourBuckets } from './fold-width.js'
export { goCounts, goDecisionsNeeded, goUpper, logGoEvidence } from './go-evidence.js'
export type { GoCounts } from './go-evidence.js'
export { notEnoughData } from './enough-data.js'
export type { NotEnoughData } from './enough-data.js'
export {
  decisionsToFalseAlarm,
  detectorAlpha,
  detectorBudget,
  rollbackTotal,
} from './detector-budget.js'
export type { DetectorBudget } from './detector-budget.js'
export { seenPerDay } from './traffic.js'
export { fallbackSpending, goAlpha, spentAt } from './spending.js'
export { judgeParts } from './evidence-by-part.js'
export { partKeysIn, partsReport, partsVerdict } from './parts-report.js'
export type { PartsReport } from './parts-report.js'
export { partsVerdicts } from './parts-verdicts.js'
export type { Part, PartsVerdicts, PartVerdict } from './parts-verdicts.js'
export { jointEvidence } from './joint-evidence.js'
export type { JointEvidence } from './joint-evidence.js'
export { outcomeEvidence, outcomeSequence } from './outcome-evidence.js'
export type {
  DrawnPer,
  OutcomeBlock,
  OutcomeEvidence,
  OutcomeQuestion,
} from './outcome-evidence.js'
export {
  latencyBounds,
  latencyBoundsOf,
  latencyQuantiles,
  quantileBounds,
} from './latency-quantile.js'
export type { EdgeCounts, LatencyQuantile } from './latency-quantile.js'
export { latencyText, quantileName } from './latency-text.js'
export type { LatencyWindow } from './latency-windows.js'
export { ThresholdFold, unstatedKind } from './threshold-fold.js'
export type { Candidate as ThresholdCandidate, ThresholdGroup } from './threshold-fold.js'
export { thresholdGroups } from './threshold-groups.js'
export { chooseTuning, tuneWindowMs, tuningSentence } from './choose-tuning.js'
export type { ChosenTuning, TuningAnswer, TuningChoice } from './choose-tuning.js'
export { tuneGroup, tuneThreshold } from './tune-threshold.js'
export type { ThresholdCounts, ThresholdRow, TuneQuestion, Tuning } from './tune-threshold.js'
export {
  detectorLevel,
  detectRegression,
  observeBucket,
  observeWindowMean,
  quietDetector,
} from './regression-detector.js'
export type { DetectorState, Regression } from './regression-detector.js'
export { logWindowEvidence, windowLower, windowMeans } from './window-mean.js'
export type { WindowMeans } from './window-mean.js'
export { defaultPlan, planDefaults } from './default-plan.js'
export { sharedRollbackAlpha, statistical } from './stage-context.js'
export { judgeStage, unresolvedLimit } from './judge-stage.js'
export { findStage, gateKey, gateName, gateRate, isRateGate, latencyLimit } from './plan.js'
export type { Denominator, GoGate, NoGoGate, Plan, PlanStage } from './plan.js'
export { acceptanceKey, noEvidence, stageDays, totalOf } from './stage-evidence.js'
export type { StageEvidence, StageReference } from './stage-evidence.js'
export type { GateRow, GateVerdict, Needs, StageVerdict } from './verdict.js'
export { evidenceFromMetrics } from './evidence-from-metrics.js'
export { KnownWindows } from './known-windows.js'
export type { OutcomeCounts } from './outcome-blocks.js'
export type { AskedTime } from './stage-span.js'
export type { WindowDigest } from './window-digest.js'
export type { CohortSpan, EvidenceQuestion } from './evidence-question.js'
export { belongsTo, judgedCells } from './judged-cells.js'
export type { CellsQuestion, JudgedCells } from './judged-cells.js'
export { sampleRatioFault, sampleRatios } from './sample-ratio.js'
export type { SampleRatio } from './sample-ratio.js'
export { builtInPlan } from './built-in-plan.js'
export { lintPlan, lintRules } from './lint/index.js'
export type { CorridorLists, Finding, LintRule } from './lint/index.js'
export {
  doubled,
  expectedDecisions,
  expectedWindows,
  fewestCleanDecisions,
  fewestCleanWindows,
} from './planning.js'
export {
  binomial,
  outcomes,
  poisson,
  rateAt,
  scenarioKinds,
  sharedRate,
  simulateRollout,
  summarizeRuns,
} from './simulation/index.js'
export type {
  Chance,
  RolloutQuestion,
  RolloutRun,
  Scenario,
  ScenarioMetric,
  SimulationSummary,
  Spread,
  StagePassage,
  StageSummary,
} from './simulation/index.js'
