import type { Clock } from '@partial-trust/core'
import { systemClock } from '@partial-trust/engine'

/** The real clock, with timers that do not keep a process alive: control watches, it never holds up. */
export const backgroundClock: Clock = {
  ...systemClock,
  setTimer: (run, delayMs) => setTimeout(run, delayMs).unref(),
}
