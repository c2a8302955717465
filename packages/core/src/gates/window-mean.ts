import { betterAlternatives, worseAlternatives } from './alternatives.js'
import type { BucketCount } from './bucket-count.js'
import { bisect, logLimit, type Bounds } from './bounds.js'
import type { Direction } from './evidence.js'
import { logSumExp } from './log-space.js'

/**
 * Evidence from the means of time windows instead of single decisions (GATES 1.7; betting on the mean,
 * Waudby-Smith and Ramdas 2024). It stays valid whatever the decisions inside a window do to each
 * other, as in an outage that fails fifty at once; the price is that a window counts once.
 *
 * With odds ratio r the factor of a window with mean x is (1+(r-1)x) / (1+(r-1)p0), so the logarithms
 * of the numerators, summed over windows, are all that has to be kept for every threshold.
 */
export type WindowMeans = {
  readonly windows: number
  readonly estimate: number
  readonly logGains: { readonly [direction in Direction]: readonly number[] }
}

/** @param windows Merged windows in any order ({@link windowsOf}); empty ones say nothing. */
export function windowMeans(windows: readonly BucketCount[]): WindowMeans {
  const means = windows.filter(({ n }) => n > 0).map(({ s, n }) => s / n)
  const gains = (direction: Direction): number[] =>
    alternatives[direction].map(({ oddsRatio }) =>
      means.reduce((sum, mean) => sum + Math.log1p((oddsRatio - 1) * mean), 0),
    )
  return {
    windows: means.length,
    estimate: means.reduce((sum, mean) => sum + mean, 0) / Math.max(1, means.length),
    logGains: { above: gains('above'), below: gains('below') },
  }
}

/** ln E of {@link WindowMeans}; held against ln(1/α) like any other evidence. */
export function logWindowEvidence(direction: Direction, means: WindowMeans, p0: number): number {
  return logSumExp(
    alternatives[direction].map(
      ({ oddsRatio, weight }, k) =>
        Math.log(weight) +
        (means.logGains[direction][k] ?? 0) -
        means.windows * Math.log1p((oddsRatio - 1) * p0),
    ),
  )
}

/** The rates not ruled out, `alpha` a side; agrees with {@link logWindowEvidence} at that alpha. */
export function windowBounds(means: WindowMeans, alpha: number): Bounds {
  const limit = logLimit(alpha)
  if (means.windows === 0) return { lower: 0, upper: 1 }
  const ruledOut = (direction: Direction, p0: number): boolean =>
    logWindowEvidence(direction, means, p0) >= limit
  return {
    lower: ruledOut('above', 0) ? bisect(0, 1, (p0) => ruledOut('above', p0)) : 0,
    upper: ruledOut('below', 1) ? bisect(0, 1, (p0) => !ruledOut('below', p0)) : 1,
  }
}

const alternatives = { above: worseAlternatives, below: betterAlternatives } as const
