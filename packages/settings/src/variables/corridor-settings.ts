import type { CorridorSettings } from '@partial-trust/core'
import type { Config } from './config.js'

/** Share of ids that a corridor samples where neither it, nor a rollout, nor the environment says. */
export const unsetSampleRate = 0.01

/** Most milliseconds a candidate may add to a decision where nobody says. */
export const unsetDeadlineMs = 200

/** What a corridor's registration says of itself; every member is optional. */
export type OwnSettings = {
  /** 1 to 60 000; default 200. */
  readonly deadlineMs?: number | undefined
  /** Share of ids without a rollout, 0 to 1; default 0.01. */
  readonly sampleRate?: number | undefined
}

/**
 * The settings one corridor runs under: its own, which the environment can only narrow (SPEC
 * section 2). Whatever in the environment does not parse closes it.
 */
export function corridorSettings(
  config: Config,
  intent: string,
  own: OwnSettings,
): CorridorSettings {
  const deadlineMs = own.deadlineMs ?? unsetDeadlineMs
  const sampleRate = own.sampleRate ?? unsetSampleRate
  const allowed = config.intents === null || config.intents.includes(intent)
  return {
    // A master switch that does not parse is not off: it closes the corridor, and records say why.
    enabled:
      config.enabled ||
      config.problems.some(({ variable }) => variable === 'PARTIAL_TRUST_ENABLED'),
    valid: config.problems.length === 0,
    allowedIntent: allowed ? intent : '',
    sampleRate: Math.min(sampleRate, config.sampleRate ?? sampleRate),
    sampleRateCeiling: config.sampleRate ?? 1,
    deadlineMs: Math.min(deadlineMs, config.timeoutMs ?? deadlineMs),
    policyEnabled: config.policyEnabled,
  }
}
