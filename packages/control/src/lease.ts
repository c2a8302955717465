import type { Clock } from '@partial-trust/core'

/** One moment on both clocks. */
export type Moment = {
  /** Never runs backwards, but may stand still while the machine sleeps. */
  readonly monotonicMs: number
  /** Runs on while the machine sleeps, but may be set. */
  readonly epochMs: number
}

/** A shorter one would ask whoever grants it without end. */
export const shortestLeaseMs = 500

/** No process may be given a longer one: by then every lease has run out, whoever holds it. */
export const longestLeaseMs = 60_000

/** The moment that is. */
export function momentOf(clock: Clock): Moment {
  return { monotonicMs: clock.monotonicMs(), epochMs: clock.epochMs() }
}

/** The moment so many ms before another. */
export function before({ monotonicMs, epochMs }: Moment, ms: number): Moment {
  return { monotonicMs: monotonicMs - ms, epochMs: epochMs - ms }
}

/** Most by which the clocks may disagree about a span before neither is believed. */
export const clockToleranceMs = 100

/**
 * Whether control state that was asked for at `read` may still be acted on at `now`: at most
 * `leaseMs` old by the monotonic clock. When the wall clock tells of another span, the machine
 * slept or someone set the time; either way the state's age is unknown, and unknown means no.
 */
export function isFresh(read: Moment, now: Moment, leaseMs: number): boolean {
  const ageMs = now.monotonicMs - read.monotonicMs
  return ageMs >= 0 && ageMs <= leaseMs && !clocksDisagree(read, now)
}

/** Whether the two clocks tell of spans that differ by more than {@link clockToleranceMs}. */
function clocksDisagree(from: Moment, to: Moment): boolean {
  const monotonicSpan = to.monotonicMs - from.monotonicMs
  const wallSpan = to.epochMs - from.epochMs
  return !(Math.abs(wallSpan - monotonicSpan) <= clockToleranceMs)
}
