/**
 * What the console and other programs read of live operation, as JSON sends it. Times are ISO 8601 UTC, rates and shares 0 to 1, durations in ms.
 */
import type {
  DiffSummary,
  Finding,
  GateRow,
  LatencyQuantile,
  Plan,
  RiskRecord,
  Status,
} from '@partial-trust/core'

/** `GET /v1/corridors`: where everything stands. */
export type OverviewView = {
  /** When this was put together, by the service's clock. */
  readonly at: string
  /** The process that answered. */
  readonly instance: string
  /** Whether faults can be injected (`POST /v1/demo/faults`). */
  readonly demo: boolean
  readonly store: StoreView
  readonly environment: EnvironmentView
  /** The process whose rollout controller leads, by its instance; null where none does. */
  readonly leader: string | null
  /** Corridors whose rollout stands open while nobody leads: a NO_GO would close nothing. */
  readonly uncontrolled: readonly string[]
  /** What the latest trial of the kill in every process showed; null: none was made in the last day. */
  readonly stop_proof: StopProofView | null
  /** Whether the next trial should have been made: nobody knows any more that processes would stop. */
  readonly stop_proof_overdue: boolean
  readonly corridors: readonly CorridorSummary[]
  readonly processes: readonly ProcessView[]
  readonly risk_log: {
    readonly written: number
    readonly dropped: number
    readonly healthy: boolean
  }
}

export type StoreView = {
  /** Address without secrets. */
  readonly location: string
  readonly reachable: boolean
  readonly problem: string | null
  readonly audit_entries: number | null
  /** Why this store is known to stand in the place of one that was lost; null: it is the one. */
  readonly lost: string | null
}

export type EnvironmentView = {
  readonly enabled: boolean
  readonly policy_enabled: boolean
  /** Ceiling on every corridor's deadline; null where the environment sets none. */
  readonly deadline_ceiling_ms: number | null
  readonly lease_ms: number
  readonly problems: readonly { readonly variable: string; readonly problem: string }[]
}

/** The one word for how much a corridor is trusted now. */
export type Standing =
  /** Candidates may replace the baseline. */
  | 'open'
  /** Candidates are asked and compared, never used. */
  | 'shadow'
  /** A stage, lease, problem or variable keeps it shut. */
  | 'closed'
  /** Someone threw the kill switch. */
  | 'killed'
  /** The master switch is off, or the environment allows another intent. */
  | 'off'

export type CorridorSummary = {
  readonly intent: string
  readonly standing: Standing
  readonly effective_rate: number
  /** The authority that set the rate, e.g. `kill`, `stage canary`, `PARTIAL_TRUST_SAMPLE_RATE`. */
  readonly set_by: string
  /** Why it is closed, as its records would say; `off` for the master switch; null while it is open. */
  readonly closed: string | null
  readonly mode: 'live' | 'shadow'
  /** `stage NAME`, `registration` or `default`. */
  readonly mode_set_by: string
  readonly deadline_ms: number
  readonly deadline_set_by: string
  /** Authorities that may say no as well and that only a decision can ask, by name. */
  readonly asked_per_decision: readonly string[]
  readonly killed: boolean
  readonly stage: string | null
  readonly stage_rate: number | null
  readonly stage_closed: string | null
  /** Parts that were demoted alone: their decisions end at the baseline. */
  readonly parts_closed: readonly PartClosedView[]
  readonly entered_at: string | null
  /** The stages of the plan that the rollout follows, or would follow; none where it does not read. */
  readonly stages: readonly { readonly name: string; readonly rate: number }[]
  readonly epoch: string | null
  /** Of the control state; grows by one with every change. */
  readonly version: number
  readonly changed_at: string | null
  readonly changed_by: string | null
  readonly why: string | null
  /** What one person asked for and waits for another, where the plan needs two; null: nothing. */
  readonly waiting: WaitingView | null
  /** How many people a promotion needs. */
  readonly approvals: 1 | 2
  readonly verdict: VerdictSummary | null
  /** Of the last 24 hours, all processes. */
  readonly day: CountsView
  /**
   * Every decision of the last 24 hours that left a record, all processes, also of commands that could never have been
   * the LLM's, and those that were the LLM's. Counts of versions before 0.2 are left out.
   */
  readonly answers: { readonly total: number; readonly by_llm: number }
  /** The failed share of the candidates asked for, over the last 24 hours. */
  readonly trend: TrendView
}

export type PartClosedView = {
  /** `KEY=WORD`, such as `language=fr`. */
  readonly part: string
  readonly at: string
  readonly by: string
  readonly reason: string
}

export type WaitingView = {
  readonly action: 'promote' | 'rollout'
  /** The stage it leads to. */
  readonly to: string
  /** The version of the corridor that it was decided on. */
  readonly version: number
  readonly at: string
  /** After this nothing waits any more. */
  readonly until: string
  readonly by: string
  /** Who cannot be the second. */
  readonly person: string
  readonly reason: string
}

export type VerdictSummary = {
  readonly stage: string
  readonly verdict: 'GO' | 'NO_GO' | 'INSUFFICIENT'
  readonly decided_at: string
  readonly because: readonly string[]
}

/** Sums over decisions; what each counts is said in core's `counterNames`. */
export type CountsView = {
  readonly eligible: number
  readonly sampled: number
  readonly attempts: number
  readonly judged: number
  readonly errors: number
  readonly timeouts: number
  readonly accepted: number
  readonly compared: number
  readonly intent_mismatch: number
  readonly entity_key_mismatch: number
  readonly metered: number
  readonly input_tokens: number
  readonly output_tokens: number
  /** Candidates that were waited for and not used, and how long that took together, in ms. */
  readonly waits: number
  readonly waited_ms: number
}

/** Evenly spaced counts; `s` and `n` have one value a step. */
export type TrendView = {
  readonly from: string
  readonly step_ms: number
  readonly s: readonly number[]
  readonly n: readonly number[]
}

export type StopProofView = {
  /** When the kill was tried, and how long ago that was. */
  readonly at: string
  readonly age_ms: number
  /** Processes that stopped in time, by instance. */
  readonly proved: readonly string[]
  /** Processes that were there and did not. */
  readonly unproved: readonly {
    readonly instance: string
    readonly host: string
    readonly pid: number
  }[]
  readonly slowest_ms: number | null
}

export type ProcessView = {
  readonly instance: string
  readonly host: string
  readonly pid: number
  readonly started_at: string
  readonly seen_at: string
  readonly silent_ms: number
  readonly state: 'alive' | 'stopped' | 'silent'
  /** Whether what it told of itself still holds: else say when it was heard and no more. */
  readonly heard_lately: boolean
  /** Whether the latest trial of the kill stopped it in time; null where it had no part in one. */
  readonly stop: 'proved' | 'unproved' | null
  readonly lease_ms: number
  readonly lease_age_ms: number | null
  readonly dropped_records: number
  readonly corridors: readonly {
    readonly intent: string
    readonly epoch: string
    readonly rate: number
    readonly set_by: string
    /** Absent in reports of older processes. */
    readonly mode?: 'live' | 'shadow'
    /** Version of control it acts on; absent in reports of older processes. */
    readonly version?: number
  }[]
}

/** `GET /v1/corridors/{intent}`: one corridor in depth. */
export type CorridorView = {
  readonly at: string
  readonly summary: CorridorSummary
  readonly deadline_ms: number
  readonly funnel: FunnelView
  readonly latency: LatencyView
  readonly differences: readonly DifferenceView[]
  readonly spans: readonly SpanView[]
  readonly recent: readonly RecentRecord[]
  readonly limits: {
    readonly under_way: number
    readonly circuit: 'closed' | 'open' | 'probing'
    readonly budget_spent: number
  } | null
}

/** How the decisions of one process ended. A process counts reasons; the store counts no reasons. */
export type FunnelView = {
  readonly instance: string
  readonly since: string
  readonly total: number
  readonly endings: readonly EndingView[]
}

export type EndingView = {
  readonly status: Status
  readonly reason: string
  readonly count: number
  /** What the reason means and what to do about it. */
  readonly meaning: string
  readonly action: string
}

/** Candidates by latency, last 24 hours; `counts` has one more value than `edges_ms`: the open end. */
export type LatencyView = {
  readonly edges_ms: readonly number[]
  readonly counts: readonly number[]
  readonly timeouts: number
  /** p50, p95 and p99 with bounds that hold at 95 % however often one looks. */
  readonly quantiles: readonly LatencyQuantile[]
}

export type DifferenceView = {
  /** A metric of the core's table. */
  readonly name: string
  readonly s: number
  readonly n: number
}

/** A stretch of time in which one (stage, epoch) answered. */
export type SpanView = {
  readonly stage: string | null
  readonly epoch: string | null
  readonly model: string | null
  readonly mode: 'live' | 'shadow'
  readonly rate: number | null
  readonly from: string
  readonly to: string
  readonly sampled: number
  readonly attempts: number
  readonly errors: number
  readonly accepted: number
}

/** What a person may see of a risk record: as content-free as the record itself. */
export type RecentRecord = {
  readonly timestamp: string
  readonly trace_id: string
  readonly status: string
  readonly reason: string
  readonly latency_ms: number | null
  readonly stage: string | null
  readonly mode: string
  readonly model: string | null
  readonly attempts: number | null
  /** Null where there was no candidate to compare. */
  readonly diff: DiffSummary | null
}

/**
 * `GET /v1/records?intent=&id=&status=&reason=&epoch=&stage=&differs=&since=&until=&limit=`: decisions, newest
 * first, each as its line of the risk log has it. Those outside the sample only where an id, a status or a
 * reason asks for them.
 */
export type RecordsView = {
  readonly at: string
  /** The process that answered. */
  readonly instance: string
  /** `log`: of every process that writes this service's risk log; `process`: of this one alone, the latest. */
  readonly source: 'log' | 'process'
  /** Why the log could not be read, as the system's error code; null where nothing kept it. */
  readonly problem: string | null
  readonly records: readonly RiskRecord[]
  /** How many were looked through. */
  readonly looked_at: number
  /** Whether all that are kept were: otherwise older ones may fit too. */
  readonly whole: boolean
}

/** `stage`: since the stage's evidence began. */
export const metricWindows = ['stage', '1h', '6h', '24h', '7d'] as const
export type MetricWindow = (typeof metricWindows)[number]

/** `GET /v1/corridors/{intent}/metrics?window=`: at most a few hundred points, oldest first. */
export type MetricsView = {
  readonly at: string
  readonly window: MetricWindow
  readonly from: string
  readonly to: string
  readonly step_ms: number
  readonly eligible: readonly number[]
  readonly sampled: readonly number[]
  readonly metrics: readonly MetricSeries[]
  /** Alphas of the anytime-valid bounds: as the gates use them. */
  readonly alpha: { readonly lower: number; readonly upper: number }
  /** The latest two epochs of the window apart, the older first, where `by=epoch` asked for it; else none. */
  readonly epochs: readonly EpochSeries[]
}

/** What one epoch counted, in the steps of the whole. */
export type EpochSeries = {
  readonly epoch: string | null
  /** Null where no record names one. */
  readonly model: string | null
  readonly metrics: readonly Pick<MetricSeries, 'name' | 's' | 'n'>[]
}

export type MetricSeries = {
  readonly name: string
  /** Which way is good. */
  readonly better: 'low' | 'high'
  readonly s: readonly number[]
  readonly n: readonly number[]
  readonly lines: readonly GateLine[]
}

export type GateLine = {
  readonly gate: 'GO' | 'NO_GO'
  readonly threshold: number
}

/** `GET /v1/corridors/{intent}/gate`. */
export type GateView = {
  readonly at: string
  readonly intent: string
  /** Null without a rollout, or before the first judgement. */
  readonly verdict: (VerdictSummary & { readonly metrics: readonly GateRow[] }) | null
  /** Evidence a GO row, and a NO_GO row, has to reach: ln(1/alpha). */
  readonly limits: { readonly go: number; readonly no_go: number }
  readonly stage: StageProgress | null
}

export type StageProgress = {
  readonly name: string
  readonly min_days: number
  readonly days: number
  readonly min_sampled: number
  readonly sampled: number
}

/** `GET /v1/corridors/{intent}/audit` and `GET /v1/audit`: newest first. */
export type AuditView = {
  readonly at: string
  readonly chain:
    | { readonly kind: 'intact'; readonly entries: number; readonly hash: string }
    /** The chain holds, but its entries are too old to tell every field of the state. */
    | {
        readonly kind: 'not_covered'
        readonly entries: number
        readonly hash: string
        readonly fields: readonly string[]
      }
    /** Not gone through to its end yet since the service started. */
    | { readonly kind: 'checking'; readonly checked: number; readonly of: number }
    | { readonly kind: 'broken'; readonly seq: number; readonly problem: string }
  readonly entries: readonly AuditEntryView[]
  /** Entries that exist beyond the ones given. */
  readonly more: number
}

export type AuditEntryView = {
  readonly seq: number
  readonly at: string
  readonly by: string
  readonly action: string
  readonly intent: string
  readonly reason: string
  readonly version: number
  readonly from: StandingView
  readonly to: StandingView
  readonly evidence: unknown
  readonly hash: string
}

export type StandingView = {
  readonly killed: boolean
  readonly stage: string | null
  readonly rate: number | null
  readonly mode: string | null
  readonly closed: string | null
  readonly epoch: string | null
}

/** `GET /v1/plan`: the configured plan, and every other one that a rollout follows. */
export type PlansView = {
  readonly at: string
  readonly plans: readonly PlanView[]
}

export type PlanView = {
  /** Path of the file, `built in` or `demo`. For a plan that only a rollout follows: `rollout`. */
  readonly source: string
  /** The corridors whose rollouts follow it. */
  readonly followed_by: readonly { readonly intent: string; readonly stage: string }[]
  /** The corridors without a rollout, whose next one would follow it. */
  readonly waits_for: readonly string[]
  readonly declares_alpha: boolean
  readonly plan: Plan
  readonly lint: readonly Finding[]
}

/** `GET /v1/readiness`: what `partial-trust preflight` reports, as of `at`. */
export type ReadinessView = ReadinessReport & { readonly at: string }

export type ReadinessReport = {
  readonly parts: readonly ReadinessPart[]
  /** Every contradiction, with the number of its part; empty: the line may go on. */
  readonly stop_the_line: readonly (ReadinessFinding & { readonly part: number })[]
}

export type ReadinessPart = {
  readonly number: number
  readonly title: string
  readonly findings: readonly ReadinessFinding[]
}

export type ReadinessFinding = {
  readonly level: 'ok' | 'note' | 'stop'
  readonly what: string
  /** Where it can be seen. */
  readonly evidence: string
  /** What to do; empty where nothing needs doing. */
  readonly remedy: string
}

/** `GET /v1/runbook`. */
export type RunbookView = { readonly markdown: string }
