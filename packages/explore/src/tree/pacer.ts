import { setImmediate } from 'node:timers/promises'
import { monotonicMs } from '../edge/monotonic-ms.js'

/** Keeps long work from holding the process: a signal above all must have its turn. */
export type Pacer = {
  /**
   * Call between small pieces of work; gives way every ten milliseconds.
   *
   * @throws the signal's reason once it is aborted.
   */
  step(): Promise<void>
}

const longestStretchMs = 10

export function openPacer(signal: AbortSignal, now: () => number = monotonicMs): Pacer {
  let since = now()
  return {
    async step() {
      if (now() - since < longestStretchMs) return
      await setImmediate()
      since = now()
      signal.throwIfAborted()
    },
  }
}
