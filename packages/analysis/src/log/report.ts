import type { LatencyQuantile, MetricName } from '@partial-trust/core'

/** The JSON report of SPEC section 5: the seed system's fields first, formulas unchanged. */
export type AnalysisReport = SeedReport & {
  /** Candidates asked for, each decision once. */
  readonly attempts: number
  /** (errors + timeouts + every other failure to arrive or parse) / attempts. */
  readonly attempt_error_rate: number | null
  /** Attempts that timed out or took longer than their record's deadline / attempts. */
  readonly deadline_exceeded_rate: number | null
  readonly metrics: { readonly [name in MetricName]: MetricReport }
  readonly latency_histogram: readonly LatencyBinReport[]
  /** p50, p95 and p99 of the attempts at histogram edges; bounds as those of the metrics. */
  readonly latency_quantiles: readonly LatencyQuantile[]
  /** Deadlines in force, ms, and how many attempts ran under each. */
  readonly deadlines: readonly { readonly deadline_ms: number; readonly attempts: number }[]
  readonly epochs: readonly SpanReport[]
  readonly stages: readonly (SpanReport & { readonly sample_rate: number | null })[]
  readonly tokens: TokenReport
  readonly sample_ratio: readonly SampleRatioReport[]
  /** Records the writer had to drop; null: the log does not tell. */
  readonly dropped: number | null
  /** Attempts whose record had come before; left out of everything added to the seed's fields. */
  readonly duplicates: number
  /** Attempts dated after the moment of analysis; no gate counts them. */
  readonly future_attempts: number
  /** Attempts without a readable time; no gate counts them. */
  readonly untimed_attempts: number
  /** Records by version of their shape; `none` for the seed's. */
  readonly schemas: Readonly<Record<string, number>>
  /** Records left out by --since and --until. */
  readonly outside_window: number
  /** What is known to be missing of the log, a sentence each; with one no gate says GO. */
  readonly holes: readonly string[]
  /** What a reader should know before trusting the figures, in sentences. */
  readonly notes: readonly string[]
}

export type SeedReport = {
  readonly total_records: number
  readonly sampled_records: number
  readonly status_breakdown: Readonly<Record<string, number>>
  readonly reason_code_breakdown: Readonly<Record<string, number>>
  readonly acceptance_rate: number | null
  readonly intent_mismatch_rate: number | null
  readonly entity_key_mismatch_rate: number | null
  readonly latency_p50: number | null
  readonly latency_p95: number | null
  readonly error_rate: number | null
  readonly parse_errors: number
}

/** `s` events among `n` decisions; bounds hold at 95 % however often one looks, null without data. */
export type MetricReport = {
  readonly s: number
  readonly n: number
  readonly estimate: number | null
  readonly lower: number | null
  readonly upper: number | null
}

/** Attempts with `above_ms` < latency <= `up_to_ms`; null on the open side. Timeouts are left out. */
export type LatencyBinReport = {
  readonly above_ms: number | null
  readonly up_to_ms: number | null
  readonly attempts: number
}

/** One part of the log; `name` null where the records name none. */
export type SpanReport = {
  readonly name: string | null
  readonly first: string | null
  readonly last: string | null
  readonly records: number
  readonly attempts: number
  readonly metrics: { readonly [name in MetricName]: MetricReport }
}

export type TokenReport = {
  /** Attempts whose record names its tokens. */
  readonly metered: number
  readonly input: number
  readonly output: number
}

export type SampleRatioReport = {
  readonly corridor: string
  readonly sample_rate: number
  /** Decisions that reached the draw, and those it took. */
  readonly eligible: number
  readonly sampled: number
  readonly share: number | null
  /** `mismatch` when the share cannot be the rate (false alarm at most 1 in 1000, ever). */
  readonly verdict: 'consistent' | 'mismatch'
}
