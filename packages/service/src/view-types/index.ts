/**
 * What the console and other programs read of live operation, as JSON sends it. Times are ISO 8601 UTC, rates and shares 0 to 1, durations in ms.
 */
export type {
  OverviewView,
  StoreView,
  EnvironmentView,
  StopProofView,
  ProcessView,
} from './overview.js'
export type {
  Standing,
  CorridorSummary,
  PartClosedView,
  WaitingView,
  VerdictSummary,
  CountsView,
  TrendView,
} from './corridor-summary.js'
export type {
  CorridorView,
  FunnelView,
  EndingView,
  LatencyView,
  DifferenceView,
  SpanView,
  RecentRecord,
} from './corridor.js'
export type { RecordsView } from './records.js'
export { metricWindows } from './metrics.js'
export type { MetricWindow, MetricsView, EpochSeries, MetricSeries, GateLine } from './metrics.js'
export type { GateView, StageProgress } from './gate.js'
export type { AuditView, AuditEntryView, StandingView } from './audit.js'
export type { PlansView, PlanView } from './plans.js'
export type {
  ReadinessView,
  ReadinessReport,
  ReadinessPart,
  ReadinessFinding,
  RunbookView,
} from './documents.js'
