import type { Mode } from '@partial-trust/core'

/** What a corridor says of itself; the environment can only narrow it. */
export type CorridorOwn = {
  readonly mode: Mode
  /** Undefined where it says nothing. */
  readonly deadlineMs: number | undefined
  readonly sampleRate: number | undefined
  readonly profile: string | undefined
  readonly plan: string | undefined
}

type Stated = Partial<CorridorOwn>

/** The settings of a registration, checked once. */
export function ownSettings(intent: string, stated: Stated): CorridorOwn {
  const { mode = 'live', deadlineMs, sampleRate, profile, plan } = stated
  if (mode !== 'live' && mode !== 'shadow') {
    throw new TypeError(`corridor ${intent}: mode must be live or shadow, got ${String(mode)}`)
  }
  if (
    deadlineMs !== undefined &&
    !(Number.isInteger(deadlineMs) && within(deadlineMs, 1, 60_000))
  ) {
    throw new TypeError(
      `corridor ${intent}: deadlineMs must be a whole number of ms from 1 to 60000, got ${String(deadlineMs)}`,
    )
  }
  if (sampleRate !== undefined && !within(sampleRate, 0, 1)) {
    throw new TypeError(
      `corridor ${intent}: sampleRate must be a share from 0 to 1, got ${String(sampleRate)}`,
    )
  }
  return { mode, deadlineMs, sampleRate, profile, plan }
}

/** False for what is no number, whatever the types say. */
function within(value: number, least: number, most: number): boolean {
  return value >= least && value <= most
}
