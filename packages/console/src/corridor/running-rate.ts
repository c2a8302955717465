import { lowerBound, upperBound } from '@partial-trust/core'
import type { MetricSeries, MetricsView } from '../api/views.js'

/** One metric over time, ready to draw; null where there is nothing to divide by. */
export type RunningRate = {
  /** Since the left edge. */
  readonly estimate: readonly (number | null)[]
  readonly lower: readonly (number | null)[]
  readonly upper: readonly (number | null)[]
  /** Over the latest decisions alone, at least {@link latestDecisions} of them. */
  readonly latest: readonly (number | null)[]
  readonly s: number
  readonly n: number
}

export const latestDecisions = 40

/** Bounds depend on three numbers alone, and the past ones never change. */
const known = new Map<string, number>()
const mostKnown = 50_000

function bound(side: 'lower' | 'upper', s: number, n: number, alpha: number): number {
  const key = `${side} ${s} ${n} ${alpha}`
  const before = known.get(key)
  if (before !== undefined) return before
  const value = side === 'lower' ? lowerBound(s, n, alpha) : upperBound(s, n, alpha)
  if (known.size >= mostKnown) known.clear()
  known.set(key, value)
  return value
}

/** Works it out in pieces of a few milliseconds, so that the page stays quick meanwhile. */
export async function runningRate(
  { s, n }: Pick<MetricSeries, 's' | 'n'>,
  alpha: MetricsView['alpha'],
  signal: AbortSignal,
): Promise<RunningRate | null> {
  const estimate: (number | null)[] = []
  const lower: (number | null)[] = []
  const upper: (number | null)[] = []
  let [events, trials] = [0, 0]
  let pausedAt = performance.now()
  for (const [index, more] of n.entries()) {
    events += s[index] ?? 0
    trials += more
    estimate.push(trials === 0 ? null : events / trials)
    lower.push(trials === 0 ? null : bound('lower', events, trials, alpha.lower))
    upper.push(trials === 0 ? null : bound('upper', events, trials, alpha.upper))
    if (performance.now() - pausedAt > 8) {
      await pause()
      if (signal.aborted) return null
      pausedAt = performance.now()
    }
  }
  return { estimate, lower, upper, latest: latestRates(s, n), s: events, n: trials }
}

/** At every step, the rate over as few of the steps before as hold enough decisions. */
function latestRates(s: readonly number[], n: readonly number[]): readonly (number | null)[] {
  let [from, events, trials] = [0, 0, 0]
  return n.map((more, index) => {
    events += s[index] ?? 0
    trials += more
    while (trials - (n[from] ?? 0) >= latestDecisions) {
      events -= s[from] ?? 0
      trials -= n[from] ?? 0
      from++
    }
    return more === 0 || trials < latestDecisions ? null : events / trials
  })
}

function pause(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 0)
  })
}
