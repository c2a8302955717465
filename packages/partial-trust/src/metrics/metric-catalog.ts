/** What is told of one metric: whatever exposes, documents, alerts on or draws metrics is made from these rows. */
export type MetricSpec = {
  readonly type: 'counter' | 'gauge' | 'histogram'
  /** Unit of the value; null for plain numbers. Also the end of the name. */
  readonly unit: 'seconds' | 'ratio' | null
  /** Each takes its values from a closed list, see {@link labelMeanings}. */
  readonly labels: readonly LabelName[]
  /** One sentence. */
  readonly help: string
  /**
   * How the numbers of several processes on one port become one. Default: counters and histograms add up, of
   * gauges the largest counts.
   */
  readonly across?: 'sum' | 'max' | 'min'
}

/** Where a label's values come from: none of them comes from a command or a model. */
export const labelMeanings = {
  corridor: 'a registered corridor',
  status: 'how a decision ended, see the risk record',
  reason_code: 'a built-in reason code, one that the corridor declares, or an error’s class',
  metric: 'a metric of the gates',
  direction: '`input` or `output`',
  action: 'an action of live control',
  stage: 'a stage of the plan in force',
  reason: 'what closes a corridor before a command is looked at',
  verdict: '`GO`, `NO_GO` or `INSUFFICIENT`',
  gate: 'a gate of the stage',
  side: '`go` or `no_go`: what the gate can say',
  percentile: '`p50`, `p95` or `p99`',
  version: 'the version of the product',
  token: 'the id of a token, the first digits of its hash',
  role: '`viewer` or `operator`',
} as const
export type LabelName = keyof typeof labelMeanings

const gate = ['corridor', 'gate', 'side'] as const
const latency = ['corridor', 'percentile'] as const

/** Every metric of the product, in the order in which it is exposed. Names are kept: add, never rename. */
export const metricCatalog = {
  partial_trust_build_info: {
    type: 'gauge',
    unit: null,
    labels: ['version'],
    help: 'Always 1; names the version that runs.',
  },
  partial_trust_decisions_total: {
    type: 'counter',
    unit: null,
    labels: ['corridor', 'status', 'reason_code'],
    help: 'Decisions by corridor, status and reason code.',
  },
  partial_trust_compared_total: {
    type: 'counter',
    unit: null,
    labels: ['corridor', 'metric'],
    help: 'Decisions among which a metric of the gates counts: the n of s/n.',
  },
  partial_trust_compared_events_total: {
    type: 'counter',
    unit: null,
    labels: ['corridor', 'metric'],
    help: 'Decisions that had the metric’s event, such as a disagreement: the s of s/n.',
  },
  partial_trust_candidate_duration_seconds: {
    type: 'histogram',
    unit: 'seconds',
    labels: ['corridor'],
    help: 'Time spent on a candidate, timeouts and failures included.',
  },
  partial_trust_tokens_total: {
    type: 'counter',
    unit: null,
    labels: ['corridor', 'direction'],
    help: 'Tokens that candidates cost, as far as their endpoints say.',
  },
  partial_trust_candidates_under_way: {
    type: 'gauge',
    unit: null,
    labels: ['corridor'],
    help: 'Candidates being asked for.',
    across: 'sum',
  },
  partial_trust_circuit_open: {
    type: 'gauge',
    unit: null,
    labels: ['corridor'],
    help: '1 while the circuit is not closed.',
  },
  partial_trust_circuit_trips_total: {
    type: 'counter',
    unit: null,
    labels: ['corridor'],
    help: 'Times the circuit opened.',
  },
  partial_trust_stage: {
    type: 'gauge',
    unit: null,
    labels: ['corridor', 'stage'],
    help: '1 for the stage at which the rollout stands; absent without one.',
  },
  partial_trust_stage_entered_timestamp_seconds: {
    type: 'gauge',
    unit: 'seconds',
    labels: ['corridor'],
    help: 'When the rollout entered its stage, in seconds since 1970.',
  },
  partial_trust_rate_ratio: {
    type: 'gauge',
    unit: 'ratio',
    labels: ['corridor'],
    help: 'Share of ids that may reach the model in this process now; 0 while closed.',
  },
  partial_trust_closed: {
    type: 'gauge',
    unit: null,
    labels: ['corridor', 'reason'],
    help: '1 for the reason that closes the corridor in this process now, 0 for every other.',
  },
  partial_trust_deadline_seconds: {
    type: 'gauge',
    unit: 'seconds',
    labels: ['corridor'],
    help: 'The most that a candidate may add to one decision.',
  },
  partial_trust_verdict: {
    type: 'gauge',
    unit: null,
    labels: ['corridor', 'verdict'],
    help: '1 for what the gates say of the rollout, on the counts of all processes; absent before they said anything of this entry of the stage and, but for NO_GO, while they cannot be asked.',
  },
  partial_trust_gate_estimate_ratio: {
    type: 'gauge',
    unit: 'ratio',
    labels: gate,
    help: 'Rate that a gate saw: s/n; absent before the first decision.',
  },
  partial_trust_gate_lower_ratio: {
    type: 'gauge',
    unit: 'ratio',
    labels: gate,
    help: 'Lowest rate that the evidence does not rule out.',
  },
  partial_trust_gate_upper_ratio: {
    type: 'gauge',
    unit: 'ratio',
    labels: gate,
    help: 'Highest rate that the evidence does not rule out.',
  },
  partial_trust_gate_threshold_ratio: {
    type: 'gauge',
    unit: 'ratio',
    labels: gate,
    help: 'Rate that the gate is held against; absent where there is none.',
  },
  partial_trust_gate_decisions: {
    type: 'gauge',
    unit: null,
    labels: gate,
    help: 'Decisions of this stage and epoch that the gate counts.',
  },
  partial_trust_gate_log_evidence: {
    type: 'gauge',
    unit: null,
    labels: gate,
    help: 'Natural logarithm of the evidence for what the gate can say.',
  },
  partial_trust_gate_log_evidence_limit: {
    type: 'gauge',
    unit: null,
    labels: gate,
    help: 'Natural logarithm of the evidence from which on the side may say it: ln(1/alpha). NO_GO gates share theirs.',
  },
  partial_trust_stage_latency_seconds: {
    type: 'gauge',
    unit: 'seconds',
    labels: latency,
    help: 'What so large a share of the stage’s candidates keep to, timeouts included, as a histogram edge; absent where that is beyond every edge.',
  },
  partial_trust_stage_latency_lower_seconds: {
    type: 'gauge',
    unit: 'seconds',
    labels: latency,
    help: 'The least that the evidence does not rule out, however often one looks.',
  },
  partial_trust_stage_latency_upper_seconds: {
    type: 'gauge',
    unit: 'seconds',
    labels: latency,
    help: 'The most that the evidence does not rule out; absent where nothing is ruled out.',
  },
  partial_trust_lease_age_seconds: {
    type: 'gauge',
    unit: 'seconds',
    labels: [],
    help: 'Age of the control state in use; absent before the first refresh and without a store.',
  },
  partial_trust_lease_limit_seconds: {
    type: 'gauge',
    unit: 'seconds',
    labels: [],
    help: 'Age at which it is acted on no more; absent without a store.',
  },
  partial_trust_lease_fresh: {
    type: 'gauge',
    unit: null,
    labels: [],
    help: '1 while live control is fresh (or there is no store).',
    across: 'min',
  },
  partial_trust_lease_refresh_failures_total: {
    type: 'counter',
    unit: null,
    labels: [],
    help: 'Reads of the control store that failed.',
  },
  partial_trust_stop_unproved: {
    type: 'gauge',
    unit: null,
    labels: [],
    help: 'Processes that did not stop in time when the kill was last tried; absent before the first trial.',
  },
  partial_trust_stop_proof_timestamp_seconds: {
    type: 'gauge',
    unit: 'seconds',
    labels: [],
    help: 'When the kill was last tried in every process; absent before the first trial.',
  },
  partial_trust_stop_proof_due_timestamp_seconds: {
    type: 'gauge',
    unit: 'seconds',
    labels: [],
    help: 'When the next trial of the kill is overdue: two intervals and a minute after the last, or after the start; absent where it is never tried.',
    across: 'min',
  },
  partial_trust_kills_total: {
    type: 'counter',
    unit: null,
    labels: ['corridor'],
    help: 'Kills in the audit trail since this process started: every process counts the same ones.',
    across: 'max',
  },
  partial_trust_sentinel_trips_total: {
    type: 'counter',
    unit: null,
    labels: ['corridor'],
    help: 'Stages closed by a process’s sentinel since this process started: every process counts the same ones.',
    across: 'max',
  },
  partial_trust_control_changes_total: {
    type: 'counter',
    unit: null,
    labels: ['corridor', 'action'],
    help: 'Changes of live control since this process started: every process counts the same ones.',
    across: 'max',
  },
  partial_trust_risk_records_written_total: {
    type: 'counter',
    unit: null,
    labels: [],
    help: 'Risk records that reached their file.',
  },
  partial_trust_risk_records_lost_total: {
    type: 'counter',
    unit: null,
    labels: [],
    help: 'Risk records given up.',
  },
  partial_trust_risk_records_dropped: {
    type: 'gauge',
    unit: null,
    labels: [],
    help: 'Risk records given up, or waiting for a file that cannot be written.',
    across: 'sum',
  },
  partial_trust_observer_failures_total: {
    type: 'counter',
    unit: null,
    labels: [],
    help: 'Exceptions of observers of records; none costs a decision.',
  },
  partial_trust_config_problems: {
    type: 'gauge',
    unit: null,
    labels: [],
    help: 'Settings with a problem: each closes every corridor.',
  },
  partial_trust_token_expiry_timestamp_seconds: {
    type: 'gauge',
    unit: 'seconds',
    labels: ['token', 'role'],
    help: 'When a token ends that lets people or programs in, in seconds since 1970.',
    across: 'max',
  },
  partial_trust_events_waiting: {
    type: 'gauge',
    unit: null,
    labels: [],
    help: 'Events that receivers of webhooks have not taken yet, of all receivers together.',
    across: 'sum',
  },
  partial_trust_events_dropped_total: {
    type: 'counter',
    unit: null,
    labels: [],
    help: 'Events let go of untold, because a receiver was away for too many.',
  },
  partial_trust_workers: {
    type: 'gauge',
    unit: null,
    labels: [],
    help: 'Processes that answer on this port together.',
    across: 'sum',
  },
  partial_trust_worker_replacements_total: {
    type: 'counter',
    unit: null,
    labels: [],
    help: 'Processes of this port that ended before they were told to, and were replaced.',
  },
} as const satisfies Readonly<Record<string, MetricSpec>>

export type ProductMetric = keyof typeof metricCatalog

export const productMetrics: readonly ProductMetric[] =
  Object.keys(metricCatalog).filter(isProductMetric)

function isProductMetric(name: string): name is ProductMetric {
  return Object.hasOwn(metricCatalog, name)
}
