import type { CorridorSettings } from './corridor-settings.js'

/** What a corridor's registration says of its use. */
export type OwnSettings = {
  readonly intent: string
  /** Share of ids to sample without a rollout, 0 to 1. Default: the environment's, else 0.01. */
  readonly sampleRate?: number
  /** Most milliseconds a candidate may add to one decision. Default: the environment's, else 200. */
  readonly deadlineMs?: number
}

/** What the environment says of all corridors; null where a variable is not set. */
export type EnvironmentSettings = {
  readonly enabled: boolean
  /** The first variable that has a problem, by name; null where none has. */
  readonly problem: string | null
  /** `PARTIAL_TRUST_INTENT`; null: every registered corridor. */
  readonly allowedIntents: readonly string[] | null
  readonly sampleRate: number | null
  readonly deadlineMs: number | null
  readonly policyEnabled: boolean
}

export const usualSampleRate = 0.01
export const usualDeadlineMs = 200

/**
 * One corridor's settings: its own, which the environment can only make less of. What is out of
 * range closes the corridor, since nothing is ever brought into range from above.
 */
export function narrow(own: OwnSettings, environment: EnvironmentSettings): CorridorSettings {
  const { intent, sampleRate, deadlineMs } = own
  const { allowedIntents } = environment
  const rate = least(sampleRate, environment.sampleRate, usualSampleRate)
  const deadline = least(deadlineMs, environment.deadlineMs, usualDeadlineMs)
  const settings = {
    enabled: environment.enabled,
    allowed: allowedIntents === null || allowedIntents.includes(intent),
    sampleRate: rate.value,
    sampleRateCeiling: environment.sampleRate ?? 1,
    deadlineMs: deadline.value,
    policyEnabled: environment.policyEnabled,
  }
  const { problem } = environment
  const origin = {
    problem,
    rate: originOf(rate.from, 'PARTIAL_TRUST_SAMPLE_RATE'),
    deadline: originOf(deadline.from, 'PARTIAL_TRUST_TIMEOUT_MS'),
  }
  return { ...settings, valid: problem === null && isInRange(settings), origin }
}

type Least = { readonly value: number; readonly from: 'variable' | 'registration' | 'default' }

function least(own: number | undefined, ceiling: number | null, usual: number): Least {
  if (ceiling !== null && (own === undefined || ceiling < own)) {
    return { value: ceiling, from: 'variable' }
  }
  return own === undefined
    ? { value: usual, from: 'default' }
    : { value: own, from: 'registration' }
}

function originOf(from: Least['from'], variable: string): string {
  return from === 'variable' ? variable : from
}

function isInRange({
  sampleRate,
  sampleRateCeiling,
  deadlineMs,
}: Pick<CorridorSettings, 'sampleRate' | 'sampleRateCeiling' | 'deadlineMs'>): boolean {
  return (
    sampleRate >= 0 &&
    sampleRate <= 1 &&
    sampleRateCeiling >= 0 &&
    sampleRateCeiling <= 1 &&
    Number.isInteger(deadlineMs) &&
    deadlineMs >= 1 &&
    deadlineMs <= 60_000
  )
}
