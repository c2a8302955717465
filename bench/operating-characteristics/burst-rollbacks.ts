import { logWindowEvidence, windowMeans } from '@partial-trust/core'
import { seededRandom } from '@partial-trust/testing'
import { eProcess } from './boundary.ts'
import { shareOf, type Share } from './row.ts'
import { usualRules, UsualTally } from './usual-rules.ts'

export type BurstResult = {
  /** Healthy streams that the window-mean bet rolls back. */
  readonly windows: Share
  /** The same by counts that believe in independent decisions. */
  readonly counts: Share
  /** By counts, too. */
  readonly others: ReturnType<UsualTally['read']>
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
  const limit = 1 / alpha
  const upTo = betaBinomial(size, rate, correlation)
  const factors = upTo.map((_, s) => windowFactors(s, size, p0))
  const stakes = stakesOf()
  const countLimit = eProcess('above', p0, alpha, size * windows).at
  const usual = new UsualTally(usualRules('above', p0, alpha, size * windows))
  const products = new Float64Array(stakes.length)
  let [byWindows, byCounts] = [0, 0]
  for (let run = 0; run < runs; run++) {
    products.fill(1)
    let s = 0
    usual.begin()
    let [windowStop, countStop, usualStop] = [false, false, false]
    for (let w = 1; w <= windows && !(windowStop && countStop && usualStop); w++) {
      const here = draw(upTo, random())
      s += here
      countStop ||= s >= (countLimit[w * size] ?? Infinity)
      usualStop ||= usual.look(s, w * size)
      const factor = factors[here]
      let evidence = 0
      for (let k = 0; k < products.length; k++) {
        const product = (products[k] ?? 0) * (factor?.[k] ?? 0)
        products[k] = product
        evidence += (stakes[k] ?? 0) * product
      }
      windowStop ||= evidence >= limit
    }
    if (windowStop) byWindows += 1
    if (countStop) byCounts += 1
  }
  return {
    windows: shareOf(byWindows, runs),
    counts: shareOf(byCounts, runs),
    others: usual.read(),
  }
}

/** What a window multiplies each alternative by, never in logarithms (GATES 1.7). */
function windowFactors(s: number, n: number, p0: number): readonly number[] {
  const gains = (events: number): readonly number[] =>
    windowMeans([{ startMs: 0, s: events, n }]).logGains
  const costs = gains(p0 * n)
  return gains(s).map((gain, k) => Math.exp(gain - (costs[k] ?? 0)))
}

/** What each alternative is staked on: the evidence where all others lost everything. */
function stakesOf(): readonly number[] {
  const none = windowMeans([])
  return none.logGains.map((_, k) => {
    const logGains = none.logGains.map((gain, other) => (other === k ? gain : -Infinity))
    return Math.exp(logWindowEvidence({ windows: 0, logGains }, 0.5))
  })
}

/** P(at most s of `n`) for s = 0..n where all `n` share one beta distributed rate. */
export function betaBinomial(n: number, mean: number, correlation: number): readonly number[] {
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

/** The first that holds the chance. */
export function draw(upTo: readonly number[], chance: number): number {
  let s = 0
  while (s < upTo.length - 1 && chance > (upTo[s] ?? 1)) s += 1
  return s
}
