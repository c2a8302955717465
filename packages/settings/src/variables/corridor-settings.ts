import { narrow } from '@partial-trust/core'
import type { CorridorSettings } from '@partial-trust/core'
import type { Config } from './config.js'

/** What a corridor's registration says of itself. */
export type StatedSettings = {
  /** 1 to 60 000; default: the environment's, else 200. */
  readonly deadlineMs?: number | undefined
  /** Share of ids without a rollout, 0 to 1; default: the environment's, else 0.01. */
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
  { deadlineMs, sampleRate }: StatedSettings,
): CorridorSettings {
  const { problems, intents, timeoutMs, policyEnabled } = config
  const own = {
    intent,
    ...(deadlineMs === undefined ? {} : { deadlineMs }),
    ...(sampleRate === undefined ? {} : { sampleRate }),
  }
  return narrow(own, {
    // A master switch that does not parse is not off: it closes the corridor, and records say why.
    enabled:
      config.enabled || problems.some(({ variable }) => variable === 'PARTIAL_TRUST_ENABLED'),
    problem: problems[0]?.variable ?? null,
    allowedIntents: intents,
    sampleRate: config.sampleRate,
    deadlineMs: timeoutMs,
    policyEnabled,
  })
}
