import {
  latencyBoundsOf,
  latencyEdges,
  planDefaults,
  readMetrics,
  type Cohort,
  type Counts,
  type Metrics,
} from '@partial-trust/core'
import type { CohortTally, LogTally } from './log-tally.js'
import { metricReports, reportAlpha } from './metric-report.js'
import { reportNotes } from './report-notes.js'
import type { AnalysisReport, LatencyBinReport, SeedReport, SpanReport } from './report.js'
import { sampleRatioReports } from './sample-ratio-reports.js'
import { tallyMetrics } from './tally-metrics.js'

/** Turns what was counted into the report. `nowMs` tells records of the future from the rest. */
export function buildReport(tally: LogTally, nowMs: number): AnalysisReport {
  const metrics = tallyMetrics(tally)
  const counts = readMetrics(metrics)
  const timed = readMetrics(metrics, (key) => key.bucket !== null)
  const future = readMetrics(metrics, ({ bucket }) => bucket !== null && bucket * 10_000 > nowMs)
  const reports = metricReports(counts)
  const report = {
    ...seedReport(tally),
    attempts: counts.attempts,
    attempt_error_rate: reports.attempt_error.estimate,
    deadline_exceeded_rate: reports.deadline_exceeded.estimate,
    metrics: reports,
    latency_histogram: latencyHistogram(counts),
    latency_quantiles: latencyQuantilesOf(metrics),
    deadlines: [...tally.deadlines]
      .toSorted(([a], [b]) => a - b)
      .map(([deadline, attempts]) => ({ deadline_ms: deadline, attempts })),
    epochs: spans(tally, metrics, (cohort) => cohort.epoch),
    stages: stageSpans(tally, metrics),
    tokens: { metered: counts.metered, input: counts.inputTokens, output: counts.outputTokens },
    sample_ratio: sampleRatioReports(metrics),
    dropped: null,
    duplicates: tally.duplicates,
    future_attempts: future.attempts,
    untimed_attempts: counts.attempts - timed.attempts,
    schemas: sorted(tally.schemas),
    outside_window: tally.outside,
    holes: tally.holes,
  }
  return { ...report, notes: reportNotes(report, tally) }
}

function seedReport(tally: LogTally): SeedReport {
  const { records, statuses, diffs, latencies } = tally
  const accepted = statuses.get('accepted_llm') ?? 0
  const fallback = statuses.get('fallback_deterministic') ?? 0
  return {
    total_records: records,
    sampled_records: tally.sampled,
    status_breakdown: sorted(statuses),
    reason_code_breakdown: sorted(tally.reasons),
    acceptance_rate: ratio(accepted, accepted + fallback),
    intent_mismatch_rate: ratio(diffs.intent, diffs.compared),
    entity_key_mismatch_rate: ratio(diffs.entityKeys, diffs.compared),
    latency_p50: latencies.percentile(0.5),
    latency_p95: latencies.percentile(0.95),
    error_rate: ratio(statuses.get('error') ?? 0, records),
    parse_errors: tally.parseErrors,
  }
}

function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole
}

/** Most frequent first; ties by name, so that the order never depends on the log's. */
function sorted(counts: ReadonlyMap<string, number>): Record<string, number> {
  const entries = [...counts].toSorted(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
  return Object.fromEntries(entries)
}

function latencyHistogram(counts: Counts): LatencyBinReport[] {
  return counts.latency.map((attempts, bin) => ({
    above_ms: latencyEdges[bin - 1] ?? null,
    up_to_ms: latencyEdges[bin] ?? null,
    attempts,
  }))
}

/** Over all attempts and over windows as a GO reads them. */
function latencyQuantilesOf(metrics: Metrics): AnalysisReport['latency_quantiles'] {
  const windowMs = planDefaults.bursts.window_minutes * 60_000
  return latencyBoundsOf(metrics, () => true, { alpha: reportAlpha, windowMs, untilMs: Infinity })
}

/** The parts of the log that share `nameOf`, in order of their first record; ties by name, as in {@link sorted}. */
export function spans(
  tally: LogTally,
  metrics: Metrics,
  nameOf: (cohort: Cohort) => string | null,
  alpha?: number,
): SpanReport[] {
  const parts = new Map<string | null, CohortTally[]>()
  for (const part of tally.cohorts) {
    const name = nameOf(part.cohort)
    parts.set(name, [...(parts.get(name) ?? []), part])
  }
  return [...parts]
    .map(([name, cohorts]) => {
      const counts = readMetrics(metrics, (key) => nameOf(key) === name)
      const firstMs = Math.min(...cohorts.map((cohort) => cohort.firstMs))
      const lastMs = Math.max(...cohorts.map((cohort) => cohort.lastMs))
      return {
        name,
        first: moment(firstMs),
        last: moment(lastMs),
        records: cohorts.reduce((sum, cohort) => sum + cohort.records, 0),
        attempts: counts.attempts,
        metrics: metricReports(counts, alpha),
      }
    })
    .toSorted(
      (a, b) => inOrder(a.first ?? '~', b.first ?? '~') || inOrder(a.name ?? '', b.name ?? ''),
    )
}

function inOrder(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1
}

/** Records without a stage are told apart by their rate, which is what a plan places them by. */
function stageSpans(tally: LogTally, metrics: Metrics): AnalysisReport['stages'] {
  return spans(tally, metrics, stageKey).map((span) => {
    const cohort = tally.cohorts.find((part) => stageKey(part.cohort) === span.name)?.cohort
    return { ...span, name: cohort?.stage ?? null, sample_rate: cohort?.sampleRate ?? null }
  })
}

function stageKey({ stage, sampleRate }: Cohort): string {
  return JSON.stringify([stage, sampleRate])
}

function moment(ms: number): string | null {
  return Number.isFinite(ms) ? new Date(ms).toISOString() : null
}
