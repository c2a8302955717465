import type { DiffSummary, LatencyQuantile, Status } from '@partial-trust/core'
import type { CorridorSummary } from './corridor-summary.js'

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
