import type { Clock } from '@partial-trust/core'

/** A clock that stands still until it is told to move. */
export type VirtualClock = Clock & {
  /**
   * Moves both times on and runs the timers that fall due, in order of their time, each at its own
   * time; a timer set by one of them runs too if it falls within the same span.
   */
  advance(byMs: number): void
  /** Sets the wall clock alone, as an operator or NTP would. */
  setEpoch(epochMs: number): void
  /** Timers that have neither run nor been cleared. */
  readonly pendingTimers: number
}

type Timer = { readonly dueMs: number; readonly ordinal: number; readonly run: () => void }

/** @param startEpochMs Wall time at the start; default 2026-01-01T00:00:00Z. The monotonic clock starts at 0. */
export function createVirtualClock(startEpochMs: number = Date.UTC(2026, 0, 1)): VirtualClock {
  let epochOffset = startEpochMs
  let elapsedMs = 0
  let ordinal = 0
  const timers = new Map<unknown, Timer>()

  const nextDue = (untilMs: number): Timer | undefined => {
    let next: Timer | undefined
    for (const timer of timers.values()) {
      if (timer.dueMs > untilMs) continue
      const earlier =
        next === undefined ||
        timer.dueMs < next.dueMs ||
        (timer.dueMs === next.dueMs && timer.ordinal < next.ordinal)
      if (earlier) next = timer
    }
    return next
  }

  return {
    epochMs: () => epochOffset + elapsedMs,
    monotonicMs: () => elapsedMs,
    setTimer(run, delayMs) {
      const timer = { dueMs: elapsedMs + Math.max(0, delayMs), ordinal: ordinal++, run }
      timers.set(timer, timer)
      return timer
    },
    clearTimer(handle) {
      timers.delete(handle)
    },
    advance(byMs) {
      const untilMs = elapsedMs + byMs
      for (let timer = nextDue(untilMs); timer !== undefined; timer = nextDue(untilMs)) {
        timers.delete(timer)
        elapsedMs = Math.max(elapsedMs, timer.dueMs)
        timer.run()
      }
      elapsedMs = untilMs
    },
    setEpoch(epochMs) {
      epochOffset = epochMs - elapsedMs
    },
    get pendingTimers() {
      return timers.size
    },
  }
}
