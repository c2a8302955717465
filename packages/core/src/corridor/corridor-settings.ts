import type { BudgetOptions } from './budget.js'
import type { CircuitOptions } from './circuit-breaker.js'
import { defaultCircuit } from './circuit-breaker.js'

/** The validated environment as one corridor sees it. What did not parse is `valid: false`. */
export type CorridorSettings = {
  /** `PARTIAL_TRUST_ENABLED`; false beats everything and leaves no record. */
  readonly enabled: boolean
  /** False when any variable or the configuration file has a problem: the corridor is closed. */
  readonly valid: boolean
  /** Whether `PARTIAL_TRUST_INTENT` names the corridor, or nothing at all. */
  readonly allowed: boolean
  /** Without a rollout: the share of ids to sample, 0 to 1. */
  readonly sampleRate: number
  /** The most that a stage may sample, 0 to 1; 1 when the variable is not set. */
  readonly sampleRateCeiling: number
  /** Most milliseconds a candidate may add to one decision, 1 to 60 000. */
  readonly deadlineMs: number
  /** `LLM_POLICY_ENABLED`. */
  readonly policyEnabled: boolean
}

/** Limits on the model's use that the configuration file may set per corridor. */
export type CorridorLimits = {
  /** Most candidates under way at once. */
  readonly concurrency: number
  readonly circuit: CircuitOptions | null
  readonly budget: BudgetOptions | null
}

export const defaultLimits: CorridorLimits = {
  concurrency: 64,
  circuit: defaultCircuit,
  budget: null,
}
