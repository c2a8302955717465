import { logLimit } from './bounds.js'
import type { BucketCount } from './bucket-count.js'
import { logCappedEvidence } from './capped-windows.js'
import { stirlingRemainder } from './deviance.js'
import { notEnoughData, type NotEnoughData } from './enough-data.js'
import { logEvidenceBelow } from './evidence.js'
import { goUpper, logGoEvidence, type GoCounts } from './go-evidence.js'
import { logAddExp } from './log-space.js'

/** `s` of `n` candidates were accepted. */
type Accepted = { readonly s: number; readonly n: number }

/** Acceptance of one stage from both sides: how often a candidate was accepted, and how often not. */
export type AcceptanceCounts = { readonly accepted: GoCounts; readonly refused: GoCounts }

/** @param counted Reads buckets as a GO does, decisions and windows. */
export function acceptanceCounts(
  buckets: readonly BucketCount[],
  counted: (buckets: readonly BucketCount[]) => GoCounts,
): AcceptanceCounts {
  const refused = buckets.map(({ startMs, s, n }) => ({ startMs, s: n - s, n }))
  return { accepted: counted(buckets), refused: counted(refused) }
}

export type AcceptanceEvidence =
  | {
      readonly kind: 'evidence'
      readonly logE: number
      /** What `logE` is held against: a share of alpha is spent on the reference. */
      readonly limit: number
      readonly fires: boolean
      /** The acceptance rate of this stage that the test speaks about. */
      readonly threshold: number
    }
  | NotEnoughData

/** Share of alpha spent on not knowing the reference stage's rate exactly. */
const referenceShare = 1 / 4

/** What remains of `alpha` for this stage's own counts. */
export function acceptanceAlpha(alpha: number): number {
  return alpha - alpha * referenceShare
}

/**
 * Evidence that acceptance fell below `keep` times the rate of the stage before (GATES 1.8): the average of
 * universal inference (Wasserman, Ramdas and Balakrishnan 2020) and of the reference's lower bound, and never
 * more than what the windows say, so that a burst of refusals is no drop (GATES 5).
 *
 * @param keep ρ, the share of the old rate that counts as stable: 0.8 allows a relative drop of 20 %.
 */
export function acceptanceDrop(
  reference: AcceptanceCounts,
  current: AcceptanceCounts,
  keep: number,
  alpha: number,
): AcceptanceEvidence {
  const missing = missingData(reference, current)
  if (missing !== null) return missing
  const spent = alpha * referenceShare
  const { s, n, windows } = current.accepted
  const threshold = keep * (1 - goUpper(reference.refused, spent))
  // A reference that rules nothing out leaves nothing to fall below: no evidence, ln 1.
  const byBound = threshold > 0 ? logEvidenceBelow(s, n, threshold) : 0
  const byLikelihood = universalDrop(reference.accepted, current.accepted, keep)
  const byDecisions = logAddExp(byBound, byLikelihood) - Math.LN2
  const byWindows = threshold > 0 ? logCappedEvidence(windows, threshold) : 0
  const logE = Math.min(byDecisions, byWindows)
  const limit = logLimit(acceptanceAlpha(alpha))
  return { kind: 'evidence', logE, limit, fires: logE >= limit, threshold }
}

/**
 * Evidence that acceptance held: that it is above `keep` times the highest rate the reference allows. "Not
 * accepted" is the bad event, proved to be rare as any other is.
 */
export function acceptanceStable(
  reference: AcceptanceCounts,
  current: AcceptanceCounts,
  keep: number,
  alpha: number,
): AcceptanceEvidence {
  const missing = missingData(reference, current)
  if (missing !== null) return missing
  const spent = alpha * referenceShare
  const threshold = keep * goUpper(reference.accepted, spent)
  const logE = logGoEvidence(current.refused, 1 - threshold)
  const limit = logLimit(acceptanceAlpha(alpha))
  return { kind: 'evidence', logE, limit, fires: logE >= limit, threshold }
}

/** ln E of universal inference alone, against H0: current rate >= keep · reference rate. */
export function universalDrop(reference: Accepted, current: Accepted, keep: number): number {
  const free = [reference, current].reduce((sum, arm) => sum + logMarginal(arm), 0)
  return free - logConstrained(reference, current, keep)
}

function missingData(reference: AcceptanceCounts, current: AcceptanceCounts): NotEnoughData | null {
  if (reference.accepted.n === 0) {
    return notEnoughData('judged candidates of the stage before', 0, 1)
  }
  if (current.accepted.n === 0) return notEnoughData('judged candidates', 0, 1)
  return null
}

/** ln B(s+½, f+½) - ln B(½, ½): the likelihood under a Jeffreys prior. */
function logMarginal({ s, n }: Accepted): number {
  return logBeta(s + 0.5, n - s + 0.5) - Math.log(Math.PI)
}

function logBeta(a: number, b: number): number {
  const total = a + b
  return (
    a * Math.log(a / total) +
    b * Math.log(b / total) +
    0.5 * Math.log(total / a / b) +
    0.5 * Math.log(2 * Math.PI) +
    stirlingRemainder(a) +
    stirlingRemainder(b) -
    stirlingRemainder(total)
  )
}

/** The greatest ln likelihood with current rate >= keep · reference rate. */
function logConstrained(reference: Accepted, current: Accepted, keep: number): number {
  const [rateThen, rateNow] = [reference.s / reference.n, current.s / current.n]
  if (rateNow >= keep * rateThen) {
    return logLikelihood(reference, rateThen) + logLikelihood(current, rateNow)
  }
  const boundary = boundaryRate(reference, current, keep)
  return logLikelihood(reference, boundary) + logLikelihood(current, keep * boundary)
}

/**
 * The likeliest rate c with arms at c and ρc: the smaller root of ρNc² - [S(1+ρ)+F_r+ρF_c]c + S = 0. Also the
 * boundary of the outcome test, with expected instead of seen counts.
 */
export function boundaryRate(reference: Accepted, other: Accepted, ratio: number): number {
  const events = reference.s + other.s
  const linear = events * (1 + ratio) + (reference.n - reference.s) + ratio * (other.n - other.s)
  const quadratic = ratio * (reference.n + other.n)
  const root = Math.sqrt(Math.max(0, linear * linear - 4 * quadratic * events))
  return (2 * events) / (linear + root) // the smaller root, written so that nothing cancels
}

function logLikelihood({ s, n }: Accepted, rate: number): number {
  return (s === 0 ? 0 : s * Math.log(rate)) + (s === n ? 0 : (n - s) * Math.log1p(-rate))
}
