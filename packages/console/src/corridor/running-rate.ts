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

/** How many times something happened, of how many, a step. */
export type Counted = Pick<MetricSeries, 's' | 'n'>

/**
 * Bounds depend on three numbers alone, and the past ones never change: what was worked out for one look serves the
 * next. What neither of the last two generations has asked for is forgotten.
 */
let [younger, older] = [new Map<string, number>(), new Map<string, number>()]
/** Room for every bound of a page of charts. */
const generation = 8192

function bound(side: 'lower' | 'upper', s: number, n: number, alpha: number): number {
  const key = `${side} ${s} ${n} ${alpha}`
  const before = younger.get(key)
  if (before !== undefined) return before
  const value =
    older.get(key) ?? (side === 'lower' ? lowerBound(s, n, alpha) : upperBound(s, n, alpha))
  if (younger.size >= generation) [older, younger] = [younger, new Map()]
  younger.set(key, value)
  return value
}

/** The rate at every step with its bounds, as certain as a gate's. */
export function runningRate({ s, n }: Counted, alpha: MetricsView['alpha']): RunningRate {
  const estimate: (number | null)[] = []
  const lower: (number | null)[] = []
  const upper: (number | null)[] = []
  let [events, trials] = [0, 0]
  for (const [index, more] of n.entries()) {
    events += s[index] ?? 0
    trials += more
    estimate.push(trials === 0 ? null : events / trials)
    lower.push(trials === 0 ? null : bound('lower', events, trials, alpha.lower))
    upper.push(trials === 0 ? null : bound('upper', events, trials, alpha.upper))
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
