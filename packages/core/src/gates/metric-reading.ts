import { lowerBound } from './bounds.js'
import type { BucketCount } from './bucket-count.js'
import { evidenceAbove } from './evidence.js'
import { totalOf } from './stage-evidence.js'
import { logWindowEvidence, windowLower, windowMeans } from './window-mean.js'

/** One metric's counts as a NO_GO reads them: decision by decision or, where bursts are stated, window by window. */
export type NoGoReading = {
  /** ln E that the rate is above `p0`. */
  readonly logEvidence: (p0: number) => number
  readonly lower: (alpha: number) => number
}

export function readDecisions(buckets: readonly BucketCount[]): NoGoReading {
  const { s, n } = totalOf(buckets)
  return {
    logEvidence: (p0) => evidenceAbove(p0)(s, n),
    lower: (alpha) => lowerBound(s, n, alpha),
  }
}

/** @param complete Windows that can grow no more. */
export function readWindows(complete: readonly BucketCount[]): NoGoReading {
  const means = windowMeans(complete)
  return {
    logEvidence: (p0) => logWindowEvidence(means, p0),
    lower: (alpha) => windowLower(means, alpha),
  }
}
