import { useSyncExternalStore } from 'react'
import { serverNow } from '../live/server-clock.js'

/** One clock for everybody who wants it at the same pace: twenty ages on a page are twenty words, not twenty timers. */
type Clock = {
  readonly now: () => number
  readonly listen: (tell: () => void) => () => void
}

const clocks = new Map<number, Clock>()

/** The service's clock, read again every `everyMs`. */
export function useNow(everyMs: number): number {
  return useOfNow(everyMs, (nowMs) => nowMs)
}

/** What is said of the service's clock, read again every `everyMs`; whoever says it is drawn again only where it is another. */
export function useOfNow<Said extends string | number>(
  everyMs: number,
  say: (nowMs: number) => Said,
): Said {
  const clock = clockFor(everyMs)
  return useSyncExternalStore(clock.listen, () => say(clock.now()))
}

function clockFor(everyMs: number): Clock {
  const known = clocks.get(everyMs)
  if (known !== undefined) return known
  const made = clockOf(everyMs)
  clocks.set(everyMs, made)
  return made
}

function clockOf(everyMs: number): Clock {
  const listeners = new Set<() => void>()
  let nowMs = serverNow()
  let timer: ReturnType<typeof setInterval> | undefined
  return {
    now: () => nowMs,
    listen(tell) {
      listeners.add(tell)
      if (timer === undefined) {
        nowMs = serverNow()
        timer = setInterval(() => {
          nowMs = serverNow()
          for (const each of listeners) each()
        }, everyMs)
      }
      return () => {
        listeners.delete(tell)
        if (listeners.size > 0) return
        clearInterval(timer)
        timer = undefined
      }
    },
  }
}
