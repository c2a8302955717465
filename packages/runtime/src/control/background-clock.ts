import type { Clock } from '@partial-trust/core'

/** The real clock, with timers that do not keep a process alive: control watches, it never holds up. */
export const backgroundClock: Clock = {
  epochMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  setTimer: (run, delayMs) => setTimeout(run, delayMs).unref(),
  clearTimer: (handle) => {
    if (isTimeout(handle)) clearTimeout(handle)
  },
}

/** The handle is opaque in the interface; here it is only ever what `setTimer` gave back. */
function isTimeout(handle: unknown): handle is NodeJS.Timeout {
  return typeof handle === 'object' && handle !== null
}
