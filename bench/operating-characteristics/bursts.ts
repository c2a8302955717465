import { logEvidenceAbove, logLimit, logWindowEvidence, windowMeans } from '@partial-trust/core'
import { seededRandom, type Random } from '@partial-trust/testing'

export type BurstResult = {
  /** Share of healthy streams that the window-mean bet rolls back. */
  readonly windows: number
  /** The same by counts that believe in independent decisions. */
  readonly counts: number
}

/**
 * False rollbacks of a healthy stream whose failures share windows: each window's rate is beta distributed
 * around `rate` with intra-window correlation `correlation`. Looks after every window.
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
  const shape = 1 / correlation - 1
  let [byWindows, byCounts] = [0, 0]
  for (let run = 0; run < runs; run++) {
    let [s, n] = [0, 0]
    let [windowStop, countStop] = [false, false]
    let gains = [0, 0, 0, 0, 0]
    for (let w = 1; w <= windows && !(windowStop && countStop); w++) {
      const here = beta(rate * shape, (1 - rate) * shape, random)
      let events = 0
      for (let i = 0; i < size; i++) if (random() < here) events += 1
      s += events
      n += size
      const one = windowMeans([{ startMs: 0, s: events, n: size }]).logGains.above
      gains = gains.map((gain, k) => gain + (one[k] ?? 0))
      const means = { windows: w, estimate: s / n, logGains: { above: gains, below: [] } }
      windowStop ||= logWindowEvidence('above', means, p0) >= limit
      countStop ||= logEvidenceAbove(s, n, p0) >= limit
    }
    if (windowStop) byWindows += 1
    if (countStop) byCounts += 1
  }
  return { windows: byWindows / runs, counts: byCounts / runs }
}

/** A beta variate from two gamma variates. */
function beta(a: number, b: number, random: Random): number {
  const x = gamma(a, random)
  return x / (x + gamma(b, random))
}

/** Marsaglia and Tsang (2000); shapes below 1 by raising one above it. */
function gamma(shape: number, random: Random): number {
  if (shape < 1) return gamma(shape + 1, random) * random() ** (1 / shape)
  const d = shape - 1 / 3
  const c = 1 / Math.sqrt(9 * d)
  for (;;) {
    const x = normal(random)
    const v = (1 + c * x) ** 3
    if (v <= 0) continue
    if (Math.log(random() + 1e-300) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v
  }
}

function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}
