import { logLimit, upperBound } from './bounds.js'
import { windowsOf, type BucketCount } from './bucket-count.js'
import {
  cappedOutlook,
  cappedUpper,
  cappedWindows,
  logCappedEvidence,
  type CappedWindows,
} from './capped-windows.js'
import { decisionsNeeded } from './decisions-needed.js'
import { evidenceBelow } from './evidence.js'
import { totalOf } from './stage-evidence.js'

/** Counts of one bad event as a GO reads them: every decision, and every complete window. */
export type GoCounts = {
  readonly s: number
  readonly n: number
  readonly windows: CappedWindows
}

/**
 * Sealed buckets of one event, read for a GO.
 *
 * @param windowMs At least as long as failures typically come together.
 * @param untilMs Windows that end later can still grow and are not bet on.
 */
export function goCounts(
  buckets: readonly BucketCount[],
  windowMs: number,
  untilMs = Infinity,
): GoCounts {
  return { ...totalOf(buckets), windows: cappedWindows(windowsOf(buckets, windowMs, untilMs)) }
}

/**
 * ln of the evidence that a rate is below `p0`: the lesser of what decisions and what windows say, so that
 * neither failures that come in bursts nor those that come with load can pass for few (GATES 5).
 */
export function logGoEvidence({ s, n, windows }: GoCounts, p0: number): number {
  return Math.min(evidenceBelow(p0)(s, n), logCappedEvidence(windows, p0))
}

/** The largest rate not ruled out: `goUpper < p0` says the same as the evidence reaching ln 1/α. */
export function goUpper({ s, n, windows }: GoCounts, alpha: number): number {
  const byWindows = cappedUpper(windows, alpha)
  // As a rule the windows rule out less, and a look at the decisions there spares finding out how much less.
  if (byWindows === 1 || evidenceBelow(byWindows)(s, n) >= logLimit(alpha)) return byWindows
  return Math.max(upperBound(s, n, alpha), byWindows)
}

/** More decisions until the evidence reaches its limit, if everything goes on as it was; null: never. */
export function goDecisionsNeeded(
  { s, n, windows }: GoCounts,
  p0: number,
  limit: number,
): number | null {
  const below = evidenceBelow(p0)
  const byDecisions = decisionsNeeded(below, { s, n }, limit)
  if (byDecisions === null) return null
  const byWindows =
    windows.bets > 0 ? moreOfTheSame(windows, n) : n > 0 ? windowsLike(s, n) : oneWindowEach()
  const evidence = cappedOutlook(byWindows.like, p0)
  const more = decisionsNeeded(
    (_, decisions) => evidence(byWindows.times(decisions)),
    { s: 0, n: 0 },
    limit,
  )
  return more === null ? null : Math.max(byDecisions, more)
}

/** Windows to come, taken to be like some that were seen: so many times over after so many decisions more. */
type Outlook = { readonly like: CappedWindows; readonly times: (decisions: number) => number }

function moreOfTheSame(windows: CappedWindows, n: number): Outlook {
  const betsPerDecision = (windows.bets + 1) / n
  return { like: windows, times: (more) => 1 + (more * betsPerDecision) / windows.bets }
}

/** Before a window was bet on: all that came, came in one, and so will the next. */
function windowsLike(s: number, n: number): Outlook {
  return { like: twice({ s, n }), times: (more) => more / n }
}

/** Before anything came: one decision in each window. The very first window is never bet on. */
function oneWindowEach(): Outlook {
  return { like: twice({ s: 0, n: 1 }), times: (more) => Math.max(0, more - 1) }
}

/** A window that is bet on, after one that tells what is usual. */
function twice(window: Pick<BucketCount, 's' | 'n'>): CappedWindows {
  return cappedWindows([0, 1].map((startMs) => ({ startMs, ...window })))
}
