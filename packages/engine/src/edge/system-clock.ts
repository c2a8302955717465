import { performance } from 'node:perf_hooks'
import type { Clock } from '@partial-trust/core'

/** The machine's time: one of the few places where a clock is read. */
export const systemClock: Clock = {
  epochMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  setTimer: (callback, delayMs) => setTimeout(callback, delayMs),
  clearTimer: (handle) => {
    if (isTimeout(handle)) clearTimeout(handle)
  },
}

/** The handle is opaque in the interface; here it is only ever what `setTimer` gave back. */
function isTimeout(handle: unknown): handle is NodeJS.Timeout {
  return typeof handle === 'object' && handle !== null
}
