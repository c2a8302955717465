import { observed, readingOf } from '@partial-trust/core'
import type { Clock } from '@partial-trust/core'

const ignored = (): void => undefined

/** What four digits of a year can write, in ms since 1970. */
const endOfTimeMs = 253_402_300_800_000
const longMs = 60_000

/**
 * Tries a clock once, because one that tells no time keeps every corridor closed and says why nowhere.
 *
 * @throws {TypeError} naming the function, what it answered and what it must.
 */
export function checkClock(clock: Clock): void {
  const reading = readingOf(clock)
  const epoch = reading.epochMs()
  if (!(epoch >= 0 && epoch < endOfTimeMs)) {
    fail('epochMs', `answer milliseconds since 1970, up to the year 9999, got ${epoch}`)
  }
  const monotonic = reading.monotonicMs()
  if (!Number.isFinite(monotonic)) fail('monotonicMs', `answer milliseconds, got ${monotonic}`)
  let rang = false
  const handle = timerOf(clock, () => {
    rang = true
  })
  if (handle === null) fail('setTimer', 'set a timer, and clearTimer take what it gave; one threw')
  if (rang) fail('setTimer', `call back after the delay, and not before it returns`)
}

function fail(name: keyof Clock, must: string): never {
  throw new TypeError(`openTrust: clock.${name} must ${must}`)
}

function timerOf(clock: Clock, callback: () => void): object | null {
  try {
    const handle = clock.setTimer(callback, longMs)
    clock.clearTimer(handle)
    return { handle }
  } catch {
    return null
  }
}

/**
 * The same clock for what runs beside decisions: a span that cannot be read is NaN, which is no fresh lease, and
 * a timer that cannot be set never rings, so that state which is not refreshed lapses.
 */
export function steadyClock(clock: Clock): Clock {
  const reading = readingOf(clock)
  let lastMs = 0
  return {
    monotonicMs: () => reading.monotonicMs(),
    // Counts are kept by the time they are of, and no time is NaN.
    epochMs() {
      const nowMs = reading.epochMs()
      if (Number.isFinite(nowMs)) lastMs = nowMs
      return lastMs
    },
    setTimer(callback, delayMs) {
      let handle: unknown
      observed(() => {
        handle = clock.setTimer(callback, delayMs)
      }, ignored)
      return handle
    },
    clearTimer: (handle) => observed(() => clock.clearTimer(handle), ignored),
  }
}
