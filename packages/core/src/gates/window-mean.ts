import { worseAlternatives } from './alternatives.js'
import type { BucketCount } from './bucket-count.js'
import { logLimit } from './bounds.js'
import { crossing } from './crossing.js'
import { logSumExp } from './log-space.js'

/**
 * Evidence that a rate is too high from the means of time windows instead of single decisions (GATES 1.7;
 * betting on the mean, Waudby-Smith and Ramdas 2024). It stays valid whatever the decisions inside a window do to
 * each other, as in an outage that fails fifty at once; the price is that a window counts once.
 *
 * With odds ratio r the factor of a window with mean x is (1+(r-1)x) / (1+(r-1)p0), so the logarithms
 * of the numerators, summed over windows, are all that has to be kept for every threshold.
 */
export type WindowMeans = {
  readonly windows: number
  readonly logGains: readonly number[]
}

/** @param windows Merged windows in any order ({@link windowsOf}); empty ones say nothing. */
export function windowMeans(windows: readonly BucketCount[]): WindowMeans {
  const means = windows.filter(({ n }) => n > 0).map(({ s, n }) => s / n)
  return {
    windows: means.length,
    logGains: worseAlternatives.map(({ oddsRatio }) =>
      means.reduce((sum, mean) => sum + Math.log1p((oddsRatio - 1) * mean), 0),
    ),
  }
}

/** ln E that the rate is above `p0`; held against ln(1/α) like any other evidence. */
export function logWindowEvidence({ windows, logGains }: WindowMeans, p0: number): number {
  return logSumExp(
    worseAlternatives.map(
      ({ oddsRatio, weight }, k) =>
        Math.log(weight) + (logGains[k] ?? 0) - windows * Math.log1p((oddsRatio - 1) * p0),
    ),
  )
}

/** The smallest rate not ruled out; agrees with {@link logWindowEvidence} at that alpha. */
export function windowLower(means: WindowMeans, alpha: number): number {
  const limit = logLimit(alpha)
  const excess = (p0: number): number => limit - logWindowEvidence(means, p0)
  return excess(0) < 0 ? crossing(0, 1, excess) : 0
}
