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
 * The settings one corridor runs under (SPEC section 2): what its registration states, the
 * environment can only narrow; what it leaves open, the environment may state. Whatever in the
 * environment does not parse closes it.
 */
export function corridorSettings(
  config: Config,
  intent: string,
  own: OwnSettings,
): CorridorSettings {
  const allowed = config.intents === null || config.intents.includes(intent)
  return {
    // A master switch that does not parse is not off: it closes the corridor, and records say why.
    enabled:
      config.enabled ||
      config.problems.some(({ variable }) => variable === 'PARTIAL_TRUST_ENABLED'),
    valid: config.problems.length === 0,
    allowedIntent: allowed ? intent : '',
    sampleRate: least(own.sampleRate, config.sampleRate) ?? unsetSampleRate,
    sampleRateCeiling: config.sampleRate ?? 1,
    deadlineMs: least(own.deadlineMs, config.timeoutMs) ?? unsetDeadlineMs,
    policyEnabled: config.policyEnabled,
  }
}

/** The smaller of what is stated; undefined where nobody states anything. */
function least(own: number | undefined, ceiling: number | null): number | undefined {
  if (ceiling === null) return own
  return own === undefined ? ceiling : Math.min(own, ceiling)
}
