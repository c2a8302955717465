export { cellSpan, isOfKind } from './cell.js'
export type { Cell, CellKey, CellSpan } from './cell.js'
export { countDecision, unnamedDeadlineMs } from './count-decision.js'
export type { DecisionFacts } from './count-decision.js'
export { counterNames, counterRows } from './counter-table.js'
export type { Counter, CounterRow } from './counter-table.js'
export {
  addVector,
  counterIndex,
  countWidth,
  emptyVector,
  raiseVector,
  readVector,
  settleStarts,
  viewVector,
} from './counts.js'
export type { Counts, CountVector, LatencyCounts } from './counts.js'
export { KeptCell } from './kept-cell.js'
export { countAbove, latencyBin, latencyBins, latencyEdges } from './latency-histogram.js'
export type { Exceeding } from './latency-histogram.js'
export { endingMarks, mark } from './marks.js'
export type { EndingFields, Mark } from './marks.js'
export { latencyAbove, metricCount, undoneCount } from './metric-counts.js'
export type { MetricCount } from './metric-counts.js'
export {
  isMetricName,
  isRateMetric,
  metricNames,
  metricTable,
  perMetric,
  rateMetrics,
} from './metric-table.js'
export type { MetricName, MetricRow, RateMetric } from './metric-table.js'
export { metricInSentence, metricPhrase, metricTitle } from './metric-titles.js'
export {
  bucketMs,
  foldRecords,
  isSealed,
  mergeMetrics,
  MetricsCounter,
  readBuckets,
  readMetrics,
  sealedUntilMs,
  startBucket,
} from './metrics.js'
export type { Bucket, Metrics, Sealing } from './metrics.js'
export { agreement, difference, disagrees, isWrong, observe } from './observation.js'
export type { Cohort, Mismatch, Observation } from './observation.js'
export { distinctRecords, recordIdentity } from './record-identity.js'
export { isOfStage } from './stage-of.js'
export { thresholdCounters, tunedThresholds } from './threshold-counters.js'
export { parseTimestamp } from './timestamp.js'
