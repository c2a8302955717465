import { oneSidedBounds, type Bounds } from './bounds.js'
import type { BucketCount } from './bucket-count.js'
import { decisionsNeeded } from './decisions-needed.js'
import { evidenceFor, type Direction } from './evidence.js'
import { totalOf } from './stage-evidence.js'
import { logWindowEvidence, windowBounds, windowMeans } from './window-mean.js'

/** One metric's counts, read decision by decision or, where failures come in bursts, window by window. */
export type MetricReading = {
  readonly unit: 'decisions' | 'windows'
  readonly s: number
  readonly n: number
  /** ln E that the rate is `direction` of `p0`. */
  readonly logEvidence: (direction: Direction, p0: number) => number
  /** `lower` at one alpha, `upper` at the other. */
  readonly bounds: (lowerAlpha: number, upperAlpha: number) => Bounds
  /** More decisions of this metric until the limit is reached at the present rate; null: never. */
  readonly needed: (direction: Direction, p0: number, limit: number) => number | null
}

export function readDecisions(buckets: readonly BucketCount[]): MetricReading {
  const { s, n } = totalOf(buckets)
  return {
    unit: 'decisions',
    s,
    n,
    logEvidence: (direction, p0) => evidenceFor(direction, p0)(s, n),
    bounds: (lowerAlpha, upperAlpha) => ({
      lower: oneSidedBounds(s, n, lowerAlpha).lower,
      upper: oneSidedBounds(s, n, upperAlpha).upper,
    }),
    needed: (direction, p0, limit) => decisionsNeeded(evidenceFor(direction, p0), { s, n }, limit),
  }
}

/** @param complete Windows that can grow no more. */
export function readWindows(complete: readonly BucketCount[]): MetricReading {
  const { s, n } = totalOf(complete)
  const means = windowMeans(complete)
  if (means.windows === 0) return readDecisions([])
  const perWindow = n / means.windows
  return {
    unit: 'windows',
    s,
    n,
    logEvidence: (direction, p0) => logWindowEvidence(direction, means, p0),
    bounds: (lowerAlpha, upperAlpha) => ({
      lower: windowBounds(means, lowerAlpha).lower,
      upper: windowBounds(means, upperAlpha).upper,
    }),
    needed: (direction, p0, limit) => {
      // As many windows more of the kind seen so far.
      const grown = (_: number, windows: number): number => {
        const factor = windows / means.windows
        const gains = means.logGains[direction].map((gain) => gain * factor)
        const logGains = { ...means.logGains, [direction]: gains }
        return logWindowEvidence(direction, { ...means, windows, logGains }, p0)
      }
      const more = decisionsNeeded(grown, { s: 0, n: means.windows }, limit)
      return more === null ? null : Math.ceil(more * perWindow)
    },
  }
}
