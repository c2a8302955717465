import {
  effectiveRate,
  logLimit,
  metricCount,
  metricNames,
  quantileName,
} from '@partial-trust/core'
import type { Counts, GateRow, LatencyQuantile, StageVerdict } from '@partial-trust/core'
import { actionKinds, verdictStanding } from '@partial-trust/control'
import type { RolloutVerdict, StopProofFigures } from '@partial-trust/control'
import { version } from '@partial-trust/settings'
import type { CountedChanges } from './counted-changes.js'
import type { CountedRecords } from './counted-records.js'
import type { ProductMetric } from './metric-catalog.js'
import { closingReasons } from './metric-source.js'
import type { MeasuredCorridor, MetricSource, Sample } from './metric-source.js'

/** What metrics are read from at one scrape. */
export type Measured = {
  readonly source: MetricSource
  readonly records: CountedRecords
  readonly changes: CountedChanges
}

type Reader = (measured: Measured) => Iterable<Sample>

/** How each metric is read; histograms are read from their own. What is not known has no sample. */
export const metricReaders: Readonly<
  Record<Exclude<ProductMetric, 'partial_trust_candidate_duration_seconds'>, Reader>
> = {
  partial_trust_build_info: () => [{ labels: { version }, value: 1 }],
  partial_trust_decisions_total: ({ source }) =>
    [...source.tally.entries()].map(({ corridor, status, reason, count }) => ({
      labels: { corridor, status, reason_code: reason },
      value: count,
    })),
  partial_trust_compared_total: perMetric(({ n }) => n),
  partial_trust_compared_events_total: perMetric(({ s }) => s),
  partial_trust_tokens_total: ({ source, records }) =>
    source.corridors().flatMap(({ intent: corridor }) => {
      const { inputTokens, outputTokens } = records.counts(corridor)
      return [
        { labels: { corridor, direction: 'input' }, value: inputTokens },
        { labels: { corridor, direction: 'output' }, value: outputTokens },
      ]
    }),
  partial_trust_token_expiry_timestamp_seconds: ({ source }) =>
    (source.tokens?.() ?? []).map(({ id, role, expires_at: until }) => ({
      labels: { token: id, role },
      value: Date.parse(until) / 1000,
    })),
  partial_trust_candidates_under_way: perCorridor((corridor) => corridor.use().underWay),
  partial_trust_circuit_open: perCorridor((corridor) =>
    corridor.use().circuit === 'closed' ? 0 : 1,
  ),
  partial_trust_circuit_trips_total: perCorridor((corridor) => corridor.use().circuitTrips),
  partial_trust_stage: ({ source }) =>
    rollouts(source).map(({ corridor, stage }) => ({ labels: { corridor, stage }, value: 1 })),
  partial_trust_stage_entered_timestamp_seconds: ({ source }) =>
    rollouts(source).map(({ corridor, enteredAt }) => ({
      labels: { corridor },
      value: Date.parse(enteredAt) / 1000,
    })),
  partial_trust_rate_ratio: perCorridor((corridor) => effectiveRate(corridor.grant())),
  partial_trust_closed: ({ source }) =>
    source.corridors().flatMap((corridor) => {
      const { closed } = corridor.grant()
      return closingReasons.map((reason) => ({
        labels: { corridor: corridor.intent, reason },
        value: Number(closed === reason),
      }))
    }),
  partial_trust_deadline_seconds: perCorridor((corridor) => corridor.grant().deadlineMs / 1000),
  partial_trust_verdict: ({ source }) =>
    source.corridors().flatMap(({ intent: corridor }) => {
      const said = verdictOf(source, corridor)
      if (said === null) return []
      return (['GO', 'NO_GO', 'INSUFFICIENT'] as const).map((verdict) => ({
        labels: { corridor, verdict },
        value: Number(said.verdict === verdict),
      }))
    }),
  partial_trust_gate_estimate_ratio: perGate(({ estimate }) => estimate),
  partial_trust_gate_lower_ratio: perGate(({ lower }) => lower),
  partial_trust_gate_upper_ratio: perGate(({ upper }) => upper),
  partial_trust_gate_threshold_ratio: perGate(({ threshold }) => threshold),
  partial_trust_gate_decisions: perGate(({ n }) => n),
  partial_trust_gate_log_evidence: perGate(({ log_e }) => log_e),
  partial_trust_gate_log_evidence_limit: perGate((row, { alpha }) =>
    logLimit(sideOf(row) === 'go' ? alpha.go : alpha.rollback),
  ),
  partial_trust_stage_latency_seconds: perQuantile(({ estimate_ms }) => estimate_ms),
  partial_trust_stage_latency_lower_seconds: perQuantile(({ lower_ms }) => lower_ms),
  partial_trust_stage_latency_upper_seconds: perQuantile(({ upper_ms }) => upper_ms),
  partial_trust_lease_age_seconds: ({ source }) => {
    const ageMs = source.control?.feed.lease().ageMs ?? null
    return ageMs === null ? [] : single(ageMs / 1000)
  },
  partial_trust_lease_limit_seconds: ({ source: { control } }) =>
    control === null ? [] : single(control.feed.lease().leaseMs / 1000),
  partial_trust_lease_fresh: ({ source }) => single(source.health().lease?.fresh === false ? 0 : 1),
  partial_trust_lease_refresh_failures_total: ({ source: { control } }) =>
    control === null ? [] : single(control.feed.lease().failures),
  partial_trust_stop_unproved: perProof(({ unproved }) => unproved),
  partial_trust_stop_proof_timestamp_seconds: perProof(({ at }) => Date.parse(at) / 1000),
  partial_trust_stop_proof_due_timestamp_seconds: ({ source }) => {
    const dueMs = source.control?.proofDueMs() ?? null
    return dueMs === null ? [] : single(dueMs / 1000)
  },
  partial_trust_kills_total: perCorridor(({ intent }, { changes }) => changes.of(intent, 'kill')),
  partial_trust_sentinel_trips_total: perCorridor(({ intent }, { changes }) =>
    changes.sentinelTrips(intent),
  ),
  partial_trust_control_changes_total: ({ source, changes }) =>
    source.corridors().flatMap(({ intent: corridor }) =>
      actionKinds.map((action) => ({
        labels: { corridor, action },
        value: changes.of(corridor, action),
      })),
    ),
  partial_trust_risk_records_written_total: ({ source }) => single(source.health().riskLog.written),
  partial_trust_risk_records_lost_total: ({ source }) => single(source.health().riskLog.lost),
  partial_trust_risk_records_dropped: ({ source }) => single(source.health().riskLog.dropped),
  partial_trust_observer_failures_total: ({ source }) => single(source.health().observerFailures),
  partial_trust_config_problems: ({ source }) => single(source.health().configProblems.length),
  partial_trust_events_waiting: ({ source }) => single(source.events?.().waiting ?? 0),
  partial_trust_events_dropped_total: ({ source }) => single(source.events?.().dropped ?? 0),
  partial_trust_workers: () => single(1),
  partial_trust_worker_replacements_total: () => single(0), // whoever replaces them adds the number
}

function single(value: number): readonly Sample[] {
  return [{ labels: {}, value }]
}

function perCorridor(value: (corridor: MeasuredCorridor, measured: Measured) => number): Reader {
  return (measured) =>
    measured.source.corridors().map((corridor) => ({
      labels: { corridor: corridor.intent },
      value: value(corridor, measured),
    }))
}

function perProof(value: (proof: StopProofFigures) => number): Reader {
  return ({ source }) => {
    const proof = source.control?.proof() ?? null
    return proof === null ? [] : single(value(proof))
  }
}

function perMetric(value: (count: { readonly s: number; readonly n: number }) => number): Reader {
  return ({ source, records }) =>
    source.corridors().flatMap(({ intent: corridor }) => {
      const counts: Counts = records.counts(corridor)
      return metricNames.map((metric) => ({
        labels: { corridor, metric },
        value: value(metricCount(metric, counts)),
      }))
    })
}

function perGate(value: (row: GateRow, verdict: StageVerdict) => number | null): Reader {
  return ({ source }) =>
    source.corridors().flatMap(({ intent: corridor }) => {
      const verdict = verdictOf(source, corridor)
      if (verdict === null) return []
      return verdict.metrics.flatMap((row) => {
        const number = value(row, verdict)
        const labels = { corridor, gate: row.name, side: sideOf(row) }
        return number === null ? [] : [{ labels, value: number }]
      })
    })
}

function perQuantile(valueMs: (quantile: LatencyQuantile) => number | null): Reader {
  return ({ source }) =>
    source.corridors().flatMap(({ intent: corridor }) =>
      (verdictOf(source, corridor)?.latency ?? []).flatMap((one) => {
        const ms = valueMs(one)
        const labels = { corridor, percentile: quantileName(one) }
        return ms === null ? [] : [{ labels, value: ms / 1000 }]
      }),
    )
}

/**
 * What holds now of a verdict that was judged at a moment of its own. Of what can be asked no more a stop stands alone: a
 * store that was moved away may still answer whoever has it open.
 */
function verdictOf(source: MetricSource, corridor: string): RolloutVerdict | null {
  const { verdict, control } = source
  if (control === null) return null
  const said = verdictStanding(verdict(corridor), control.feed.state(corridor))
  const isAsked = source.health().lease?.fresh !== false
  return said?.verdict === 'NO_GO' || isAsked ? said : null
}

/** Acceptance is the one rate that is better high. */
function sideOf({ name, direction }: GateRow): 'go' | 'no_go' {
  return (direction === 'below') === (name !== 'acceptance') ? 'go' : 'no_go'
}

type Standing = { readonly corridor: string; readonly stage: string; readonly enteredAt: string }

function rollouts({ corridors, control }: MetricSource): readonly Standing[] {
  if (control === null) return []
  return corridors().flatMap(({ intent: corridor }) => {
    const { rollout } = control.feed.state(corridor)
    if (rollout === null) return []
    return [{ corridor, stage: rollout.stage, enteredAt: rollout.entered_at }]
  })
}
