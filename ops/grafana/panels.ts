/** One panel of the board: a title, what it says, and what it asks Prometheus. */
export type Panel = {
  readonly title: string
  readonly description: string
  readonly kind: 'series' | 'stat' | 'table'
  readonly unit: 'percentunit' | 's' | 'short' | 'reqps'
  readonly queries: readonly { readonly expr: string; readonly legend: string }[]
}

export type Row = { readonly title: string; readonly panels: readonly Panel[] }

const here = 'corridor=~"$corridor"'

/** The whole board as data; `write-board.ts` makes Grafana's JSON of it. */
export const rows: readonly Row[] = [
  {
    title: 'Where it stands',
    panels: [
      {
        title: 'Verdict',
        description: 'What the gates say of the rollout, on the counts of all processes.',
        kind: 'stat',
        unit: 'short',
        queries: [
          {
            expr: `max by (corridor, verdict) (partial_trust_verdict{${here}}) == 1`,
            legend: '{{corridor}} {{verdict}}',
          },
        ],
      },
      {
        title: 'Stage',
        description: 'The stage at which each rollout stands.',
        kind: 'stat',
        unit: 'short',
        queries: [
          {
            expr: `max by (corridor, stage) (partial_trust_stage{${here}})`,
            legend: '{{corridor}} {{stage}}',
          },
        ],
      },
      {
        title: 'Closed by',
        description: 'What closes a corridor in how many processes; nothing here is good.',
        kind: 'stat',
        unit: 'short',
        queries: [
          {
            expr: `sum by (corridor, reason) (partial_trust_closed{${here}}) > 0`,
            legend: '{{corridor}} {{reason}}',
          },
        ],
      },
      {
        title: 'Rate',
        description: 'Share of ids that may reach the model, and of decisions that it really made.',
        kind: 'series',
        unit: 'percentunit',
        queries: [
          {
            expr: `max by (corridor) (partial_trust_rate_ratio{${here}})`,
            legend: '{{corridor}} rate',
          },
          {
            expr: `corridor:partial_trust_llm_share:ratio_rate5m{${here}}`,
            legend: '{{corridor}} decided by the model',
          },
        ],
      },
    ],
  },
  {
    title: 'Evidence',
    panels: [
      {
        title: 'Evidence per gate',
        description: 'ln E over its limit: 1 and the gate may speak.',
        kind: 'series',
        unit: 'short',
        queries: [
          {
            expr: `max by (corridor, gate, side) (partial_trust_gate_log_evidence{${here}} / partial_trust_gate_log_evidence_limit{${here}})`,
            legend: '{{corridor}} {{gate}} {{side}}',
          },
        ],
      },
      {
        title: 'Rates and their bounds',
        description: 'What each gate saw, what the evidence does not rule out, and the threshold.',
        kind: 'series',
        unit: 'percentunit',
        queries: [
          {
            expr: `max by (corridor, gate) (partial_trust_gate_estimate_ratio{${here}})`,
            legend: '{{corridor}} {{gate}}',
          },
          {
            expr: `max by (corridor, gate) (partial_trust_gate_upper_ratio{${here},side="go"})`,
            legend: '{{corridor}} {{gate}} at most',
          },
          {
            expr: `max by (corridor, gate) (partial_trust_gate_lower_ratio{${here},side="no_go"})`,
            legend: '{{corridor}} {{gate}} at least',
          },
          {
            expr: `max by (corridor, gate, side) (partial_trust_gate_threshold_ratio{${here}})`,
            legend: '{{corridor}} {{gate}} {{side}} threshold',
          },
        ],
      },
      {
        title: 'Rates of the last five minutes',
        description: 'Disagreement, errors and acceptance as they come in; not evidence.',
        kind: 'series',
        unit: 'percentunit',
        queries: [
          {
            expr: `corridor_metric:partial_trust_compared_events:ratio_rate5m{${here}}`,
            legend: '{{corridor}} {{metric}}',
          },
        ],
      },
      {
        title: 'Decisions counted',
        description: 'How many decisions of the stage and epoch each gate counts.',
        kind: 'table',
        unit: 'short',
        queries: [
          {
            expr: `max by (corridor, gate, side) (partial_trust_gate_decisions{${here}})`,
            legend: '{{corridor}} {{gate}} {{side}}',
          },
        ],
      },
    ],
  },
  {
    title: 'Traffic and the model',
    panels: [
      {
        title: 'Decisions',
        description: 'Decisions a second by how they ended.',
        kind: 'series',
        unit: 'reqps',
        queries: [
          {
            expr: `corridor_reason:partial_trust_decisions:rate5m{${here}}`,
            legend: '{{corridor}} {{status}} {{reason_code}}',
          },
        ],
      },
      {
        title: 'Latency of candidates',
        description: 'Median and 95th percentile, timeouts included, beside the deadline.',
        kind: 'series',
        unit: 's',
        queries: [
          {
            expr: `histogram_quantile(0.5, sum by (corridor, le) (rate(partial_trust_candidate_duration_seconds_bucket{${here}}[5m])))`,
            legend: '{{corridor}} p50',
          },
          {
            expr: `corridor:partial_trust_candidate_duration_seconds:p95_5m{${here}}`,
            legend: '{{corridor}} p95',
          },
          {
            expr: `max by (corridor) (partial_trust_deadline_seconds{${here}})`,
            legend: '{{corridor}} deadline',
          },
        ],
      },
      {
        title: 'Under way and circuit',
        description: 'Candidates being asked for, and processes whose circuit is not closed.',
        kind: 'series',
        unit: 'short',
        queries: [
          {
            expr: `sum by (corridor) (partial_trust_candidates_under_way{${here}})`,
            legend: '{{corridor}} under way',
          },
          {
            expr: `sum by (corridor) (partial_trust_circuit_open{${here}})`,
            legend: '{{corridor}} circuits open',
          },
          {
            expr: `sum by (corridor) (increase(partial_trust_circuit_trips_total{${here}}[5m]))`,
            legend: '{{corridor}} circuit trips in 5 min',
          },
        ],
      },
      {
        title: 'Tokens',
        description: 'Tokens a second, as far as the endpoints say.',
        kind: 'series',
        unit: 'short',
        queries: [
          {
            expr: `corridor_direction:partial_trust_tokens:rate5m{${here}}`,
            legend: '{{corridor}} {{direction}}',
          },
        ],
      },
    ],
  },
  {
    title: 'Control',
    panels: [
      {
        title: 'Kills and sentinel trips',
        description: 'In the last hour; every process counts the same ones.',
        kind: 'series',
        unit: 'short',
        queries: [
          {
            expr: `corridor:partial_trust_kills:increase1h{${here}}`,
            legend: '{{corridor}} kills',
          },
          {
            expr: `corridor:partial_trust_sentinel_trips:increase1h{${here}}`,
            legend: '{{corridor}} sentinel trips',
          },
        ],
      },
      {
        title: 'Lease',
        description: 'Age of the control state in use by each process, and where it ends.',
        kind: 'series',
        unit: 's',
        queries: [
          { expr: 'partial_trust_lease_age_seconds', legend: '{{instance}} age' },
          { expr: 'max(partial_trust_lease_limit_seconds)', legend: 'limit' },
        ],
      },
      {
        title: 'Risk records',
        description: 'Records written a second, and those that could not be.',
        kind: 'series',
        unit: 'short',
        queries: [
          {
            expr: 'sum(rate(partial_trust_risk_records_written_total[5m]))',
            legend: 'written a second',
          },
          { expr: 'sum(partial_trust_risk_records_dropped)', legend: 'lost or waiting' },
        ],
      },
      {
        title: 'Changes',
        description: 'Changes of live control in the last hour.',
        kind: 'table',
        unit: 'short',
        queries: [
          {
            expr: `max by (corridor, action) (increase(partial_trust_control_changes_total{${here}}[1h])) > 0`,
            legend: '{{corridor}} {{action}}',
          },
        ],
      },
    ],
  },
]
