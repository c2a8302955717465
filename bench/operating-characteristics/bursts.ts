import { logLimit, logWindowEvidence, windowMeans } from '@partial-trust/core'
import { seededRandom } from '@partial-trust/testing'
import { eProcess } from './boundary.ts'

export type BurstResult = {
  /** Share of healthy streams that the window-mean bet rolls back, with its standard error. */
  readonly windows: number
  readonly error: number
  /** The same by counts that believe in independent decisions. */
  readonly counts: number
}

/**
 * False rollbacks of a healthy stream whose failures share windows: each window's rate is beta distributed
 * around `rate` with intra-window correlation `correlation`. Looks after every window, as the gates do.
 */
export function burstRollbacks(
  {
    rate,
    p0,
    correlation,
    size,
    windows,
    alpha,
  }: {
    readonly rate: number
    readonly p0: number
    readonly correlation: number
    readonly size: number
    readonly windows: number
    readonly alpha: number
  },
  runs: number,
  seed: number,
): BurstResult {
  const random = seededRandom(seed)
  const limit = logLimit(alpha)
  const events = betaBinomial(size, rate, correlation)
  const gainsOf = (s: number): readonly number[] =>
    windowMeans([{ startMs: 0, s, n: size }]).logGains
  const gainTable = events.map((_, s) => gainsOf(s))
  const costs = gainsOf(p0 * size) // what a window costs each alternative at the threshold p0
  const countLimit = eProcess('above', p0, alpha, size * windows).at
  let [byWindows, byCounts] = [0, 0]
  for (let run = 0; run < runs; run++) {
    const gains = costs.map(() => 0)
    let s = 0
    let [windowStop, countStop] = [false, false]
    for (let w = 1; w <= windows && !(windowStop && countStop); w++) {
      const here = draw(events, random())
      s += here
      countStop ||= s >= (countLimit[w * size] ?? Infinity)
      let best = -Infinity
      for (let k = 0; k < gains.length; k++) {
        const gain = (gains[k] ?? 0) + (gainTable[here]?.[k] ?? 0)
        gains[k] = gain
        best = Math.max(best, gain - w * (costs[k] ?? 0))
      }
      // A weighted mean passes only what one of its parts passes.
      if (best < limit || windowStop) continue
      windowStop = logWindowEvidence({ windows: w, logGains: gains }, p0) >= limit
    }
    if (windowStop) byWindows += 1
    if (countStop) byCounts += 1
  }
  const share = byWindows / runs
  return {
    windows: share,
    error: Math.sqrt((share * (1 - share)) / runs),
    counts: byCounts / runs,
  }
}

/** P(at most s of `n`) for s = 0..n where all `n` share one beta distributed rate. */
function betaBinomial(n: number, mean: number, correlation: number): readonly number[] {
  const shape = 1 / correlation - 1
  const [a, b] = [mean * shape, (1 - mean) * shape]
  let chance = 1
  for (let i = 0; i < n; i++) chance *= (b + i) / (a + b + i)
  let sum = 0
  return Array.from({ length: n + 1 }, (_, s) => {
    sum += chance
    chance *= ((n - s) / (s + 1)) * ((a + s) / (b + n - s - 1))
    return sum
  })
}

function draw(upTo: readonly number[], chance: number): number {
  let s = 0
  while (s < upTo.length - 1 && chance > (upTo[s] ?? 1)) s += 1
  return s
}
