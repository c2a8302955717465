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
  /** Who set them, by name; left out by whoever writes the parts of one corridor by hand. */
  readonly origin?: SettingsOrigin
}

/** Who set a corridor's settings: a variable's name, `registration` or `default`. */
export type SettingsOrigin = {
  /** Who closes it by not being valid; null where nothing is wrong. */
  readonly problem: string | null
  /** Of the rate without a rollout. */
  readonly rate: string
  readonly deadline: string
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
