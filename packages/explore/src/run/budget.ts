import type { NamePurse } from '../shell/expand-glob.js'
import type { Limits } from './limits.js'

/** What is left of a run's limits. */
export type Budget = {
  /** Milliseconds until the run has to end. */
  leftMs(): number
  /** Limits of the next pipeline; null, with the reason, when nothing may be started any more. */
  next(): { readonly kind: 'limits'; readonly limits: Limits } | OverBudget
  /** To be told of the output of every pipeline. */
  takeOutput(bytes: number): void
  /** Milliseconds kept back for what comes after the commands. */
  keepBack(ms: number): void
  readonly purse: NamePurse
}

export type OverBudget = { readonly kind: 'over-budget'; readonly why: string }

/** @param now Milliseconds that never run backwards. The time begins to count here. */
export function openBudget(limits: Limits, now: () => number): Budget {
  const endsAtMs = now() + limits.totalMs
  let outputLeft = limits.totalOutputBytes
  let keptMs = 0
  const leftMs = (): number => Math.max(0, endsAtMs - now())
  return {
    leftMs,
    next() {
      const time = Math.floor(leftMs() - keptMs)
      if (time <= 0) {
        return { kind: 'over-budget', why: `not run: the whole run may take ${limits.totalMs} ms` }
      }
      if (outputLeft <= 0) {
        const why = `not run: all commands together may print ${limits.totalOutputBytes} bytes`
        return { kind: 'over-budget', why }
      }
      const timeMs = Math.min(limits.timeMs, time)
      const outputBytes = Math.min(limits.outputBytes, outputLeft)
      return { kind: 'limits', limits: { ...limits, timeMs, outputBytes } }
    },
    takeOutput(bytes) {
      outputLeft -= bytes
    },
    keepBack(ms) {
      keptMs = ms
    },
    purse: { most: limits.names, left: limits.names },
  }
}
