import type { DrawnPer } from './outcome-evidence.js'
import { isRateMetric, type RateMetric } from '../metrics/index.js'

/**
 * The rollout plan, in the shape of `partial-trust.plan.yaml` with every default filled in. Thresholds
 * lie strictly between 0 and 1: a gate at 0 or 1 could never fire.
 */
export type Plan = {
  readonly version: 1
  /** The deadline the plan was made for, in ms; lint holds latency gates against it. Default 200. */
  readonly deadline_ms: number
  /** Who carries out a GO. Default `operator`; a NO_GO needs nobody. */
  readonly promote: 'operator' | 'auto'
  /** How many named people a promotion needs; absent: 1. To close needs one, always. */
  readonly approvals?: 1 | 2
  readonly alpha: {
    /** Chance, per stage, of ever rolling back a healthy stage. Default 0.01. */
    readonly rollback: number
    /** Chance, per stage, of ever promoting one that is not good enough. Default 0.05. */
    readonly go: number
    /** Chance, per stage, that a change detector rings over a healthy stage. Default 0.01. */
    readonly detector?: number
    /** What the rollback and detector alphas of all stages may sum to. Default 0.1. */
    readonly rollback_budget: number
  }
  /**
   * Expected decisions between two false alarms of one metric's change detector, at least: more where
   * `alpha.detector` asks for it. Default 1e6.
   */
  readonly decisions_to_false_alarm: number
  readonly bursts: {
    /** At least as long as the longest burst of failures. Default 10. */
    readonly window_minutes: number
    /**
     * Correlation of failures inside windows as it is known beforehand, or `measure`: as the stage before
     * showed it. Concerns NO_GO only; a GO holds whatever it is. Default `measure`.
     */
    readonly correlation: number | 'measure'
  }
  readonly expect: {
    /** Decisions a day that reach the draw; null where nobody says. */
    readonly decisions_per_day: number | null
    /** The event rate a healthy candidate is designed for. Default 0.01. */
    readonly event_rate: number
    /** Acceptance of a healthy candidate. Default 0.8. */
    readonly acceptance: number
  }
  /** The closed list by which the corridor's parts are judged on their own; absent: they are not. */
  readonly parts?: {
    readonly by: string
    /** Whether a part that fails is demoted alone, by the controller, while the rest goes on. Default no. */
    readonly demote: boolean
  }
  /** Bad decisions that a regression may cost before it is rolled back; null: none stated. */
  readonly harm_budget: number | null
  readonly stages: readonly [PlanStage, ...PlanStage[]]
}

export type PlanStage = {
  readonly name: string
  /** Share of ids, above 0 to 1, for which a candidate is asked. */
  readonly rate: number
  /** `shadow` asks and compares but never uses a candidate. Default `live`. */
  readonly mode: 'live' | 'shadow'
  readonly min_days: number
  /** After this an undecided stage needs a person. Default 30. */
  readonly max_days: number
  readonly min_sampled: number
  /** All of them must be proved. */
  readonly go: readonly GoGate[]
  /** Any of them stops the stage. */
  readonly no_go: readonly NoGoGate[]
}

/**
 * What the plan's author divided by. Gates always count over the sampled decisions; lint tells what
 * a threshold over all records comes to.
 */
export type Denominator = 'sampled' | 'all_records'

export type GoGate =
  | { readonly metric: RateMetric; readonly below: number; readonly of: Denominator }
  /** The latency quantile is below the limit: fewer than 1 - quantile time out or take longer. */
  | {
      readonly metric: 'latency'
      readonly quantile: number
      readonly below_ms: number | 'deadline'
    }
  /** No relative drop of the acceptance rate of more than `max_drop` against the stage before. */
  | { readonly metric: 'acceptance'; readonly max_drop: number }
  /** Assigned to the candidate, fewer than `ratio_below` times as many decisions are undone later. */
  | { readonly metric: 'undone'; readonly ratio_below: number; readonly per?: DrawnPer }

export type NoGoGate =
  | { readonly metric: RateMetric; readonly above: number; readonly of: Denominator }
  | {
      readonly metric: 'latency'
      readonly quantile: number
      readonly above_ms: number | 'deadline'
    }
  | { readonly metric: 'acceptance'; readonly max_drop: number }
  /** Assigned to the candidate, more than `ratio` times as many decisions are undone later. */
  | { readonly metric: 'undone'; readonly ratio: number; readonly per?: DrawnPer }
  | { readonly metric: 'incident' }

/** The name of a gate's metric in verdicts, e.g. `attempt_error`, `latency_p95`. */
export function gateName(gate: GoGate | NoGoGate): string {
  return gate.metric === 'latency' ? `latency_p${percent(gate.quantile)}` : gate.metric
}

/**
 * What a gate counts, for one place to keep counts of several gates: latency gates with different
 * limits count different events.
 */
export function gateKey(gate: GoGate | NoGoGate): string {
  if (gate.metric !== 'latency') return gate.metric
  const limit = latencyLimit(gate)
  return limit === 'deadline' ? 'deadline_exceeded' : `latency_above_${limit}ms`
}

export function latencyLimit(
  gate: Extract<GoGate | NoGoGate, { metric: 'latency' }>,
): number | 'deadline' {
  return 'below_ms' in gate ? gate.below_ms : gate.above_ms
}

/** The rate a gate holds its metric against; null for gates without a threshold of their own. */
export function gateRate(gate: GoGate | NoGoGate): number | null {
  if (isRateGate(gate)) return 'below' in gate ? gate.below : gate.above
  if (gate.metric !== 'latency') return null
  return Math.round((1 - gate.quantile) * 1e12) / 1e12 // 1 - 0.95 is not quite 0.05
}

/** Whether the gate holds one of the table's rates against a threshold. */
export function isRateGate<Gate extends GoGate | NoGoGate>(
  gate: Gate,
): gate is Extract<Gate, { readonly metric: RateMetric }> {
  return isRateMetric(gate.metric)
}

/** The stage of that name, and the one before it. */
export function findStage(
  plan: Plan,
  name: string,
): { readonly stage: PlanStage; readonly before: PlanStage | null } | null {
  const index = plan.stages.findIndex((stage) => stage.name === name)
  const stage = plan.stages[index]
  if (stage === undefined) return null
  return { stage, before: plan.stages[index - 1] ?? null }
}

function percent(quantile: number): string {
  return String(Math.round(quantile * 1000) / 10)
}
