import { crossing } from './crossing.js'
import { evidenceAbove, evidenceBelow } from './evidence.js'

/** The rates that the counts do not rule out, whenever one looks (a confidence sequence). */
export type Bounds = { readonly lower: number; readonly upper: number }

/**
 * The smallest rate not ruled out from below: inf{p0: ln E_above < ln 1/α}, so that
 * `lower > p0` says the same as `ln E_above(p0) >= ln 1/α`. 0 when nothing was seen.
 *
 * @param alpha Chance, one-sided, of ever excluding the true rate. Within (0, 1).
 */
export function lowerBound(s: number, n: number, alpha: number): number {
  const limit = logLimit(alpha)
  if (s === 0) return 0
  const excess = (p0: number): number => limit - evidenceAbove(p0)(s, n)
  // At p0 = s/n the counts are the likeliest of all, so E <= 1: the bound lies below.
  let high = Math.min(s / n, 1 - 2 ** -53)
  let low = aStepBelow(high)
  while (low < high && excess(low) >= 0) [low, high] = [aStepBelow(low), low]
  return crossing(low, high, excess)
}

/** Evidence grows with the logarithm of a small threshold: no secant starts at 0. */
function aStepBelow(rate: number): number {
  return Math.max(rate / 16, Number.MIN_VALUE)
}

/** The largest rate not ruled out from above; 1 when every decision had the event. */
export function upperBound(s: number, n: number, alpha: number): number {
  const limit = logLimit(alpha)
  if (s === n) return 1
  return crossing(Math.max(s / n, 2 ** -53), 1, (p0) =>
    p0 === 1 ? Infinity : evidenceBelow(p0)(s, n) - limit,
  )
}

/** Both sides, each at `alpha`: 1 - 2α together. */
export function oneSidedBounds(s: number, n: number, alpha: number): Bounds {
  return { lower: lowerBound(s, n, alpha), upper: upperBound(s, n, alpha) }
}

/** A two-sided confidence sequence at 1 - `alpha`: α/2 a side. */
export function confidenceSequence(s: number, n: number, alpha: number): Bounds {
  return oneSidedBounds(s, n, alpha / 2)
}

/** ln(1/α), what evidence has to reach. @throws {RangeError} when `alpha` is not inside (0, 1). */
export function logLimit(alpha: number): number {
  if (!(alpha > 0 && alpha < 1)) {
    throw new RangeError(`alpha must lie between 0 and 1, both excluded, got ${alpha}`)
  }
  return -Math.log(alpha)
}
