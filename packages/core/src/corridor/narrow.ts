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
  /** False when any variable or the configuration file has a problem. */
  readonly valid: boolean
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
  const settings = {
    enabled: environment.enabled,
    allowed: allowedIntents === null || allowedIntents.includes(intent),
    sampleRate: least(sampleRate, environment.sampleRate, usualSampleRate),
    sampleRateCeiling: environment.sampleRate ?? 1,
    deadlineMs: least(deadlineMs, environment.deadlineMs, usualDeadlineMs),
    policyEnabled: environment.policyEnabled,
  }
  return { ...settings, valid: environment.valid && isInRange(settings) }
}

function least(own: number | undefined, ceiling: number | null, usual: number): number {
  if (own === undefined) return ceiling ?? usual
  return ceiling === null ? own : Math.min(own, ceiling)
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
