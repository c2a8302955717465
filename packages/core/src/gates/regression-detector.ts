import { likelihoodRatios, worseAlternatives } from './alternatives.js'
import type { BucketCount } from './bucket-count.js'
import { logAddExp, logSumExp } from './log-space.js'

/** ln M_k of each alternative: all that the detector remembers. */
export type DetectorState = readonly number[]

export const quietDetector: DetectorState = worseAlternatives.map(() => -Infinity)

/**
 * Mixture e-SR detector of a rate that rises above `p0` after any healthy history (GATES 1.6;
 * Shin, Ramdas and Rinaldo 2022). Each bucket starts as many fresh tests as it holds decisions, so the
 * expected number of decisions to a false alarm is at least the limit, however they are bucketed.
 */
export function observeBucket(
  state: DetectorState,
  bucket: { readonly s: number; readonly n: number },
  p0: number,
): DetectorState {
  const { s, n } = bucket
  if (n === 0) return state
  const logStarts = Math.log(n)
  return worseAlternatives.map(({ oddsRatio }, k) => {
    const { logEvent, logNoEvent } = likelihoodRatios(p0, oddsRatio)
    return s * logEvent + (n - s) * logNoEvent + logAddExp(state[k] ?? -Infinity, logStarts)
  })
}

/** The bucket-mean form, for windows whose decisions depend on one another (GATES 1.7). */
export function observeWindowMean(
  state: DetectorState,
  window: { readonly s: number; readonly n: number },
  p0: number,
): DetectorState {
  const { s, n } = window
  if (n === 0) return state
  const logStarts = Math.log(n)
  return worseAlternatives.map(({ oddsRatio }, k) => {
    const gain = Math.log1p(((oddsRatio - 1) * s) / n) - Math.log1p((oddsRatio - 1) * p0)
    return gain + logAddExp(state[k] ?? -Infinity, logStarts)
  })
}

/** ln Σ w_k M_k, to be held against ln A. -Infinity before the first decision. */
export function detectorLevel(state: DetectorState): number {
  return logSumExp(
    worseAlternatives.map(({ weight }, k) => Math.log(weight) + (state[k] ?? -Infinity)),
  )
}

export type Regression =
  /** The level passed the limit in the bucket that starts at `atMs`; it never takes that back. */
  | { readonly kind: 'alarm'; readonly atMs: number; readonly level: number }
  | { readonly kind: 'quiet'; readonly level: number }

/**
 * Runs the detector over sealed buckets in time order, instances already merged.
 *
 * @param decisionsToFalseAlarm A: expected decisions before a false alarm, at least. Default 1e6.
 */
export function detectRegression(
  buckets: readonly BucketCount[],
  p0: number,
  {
    decisionsToFalseAlarm = 1e6,
    observe = observeBucket,
  }: {
    readonly decisionsToFalseAlarm?: number
    readonly observe?: typeof observeBucket
  } = {},
): Regression {
  const limit = Math.log(decisionsToFalseAlarm)
  let state = quietDetector
  for (const bucket of buckets) {
    state = observe(state, bucket, p0)
    const level = detectorLevel(state)
    if (level >= limit) return { kind: 'alarm', atMs: bucket.startMs, level }
  }
  return { kind: 'quiet', level: detectorLevel(state) }
}
