import { logLimit } from './bounds.js'
import { cappedOutlook, cappedWindows, type CappedWindows } from './capped-windows.js'
import { decisionsNeeded } from './decisions-needed.js'
import { evidenceBelow } from './evidence.js'
import { typicalWindow } from './typical-windows.js'

/** How much longer than Wald's bound the mixtures take, about, over the rates that matter (GATES section 2). */
export const planningFactor = 1.3

/** The fewest decisions, all without the event, that prove a rate below `p0`; null beyond 1e9. */
export function fewestCleanDecisions(p0: number, alpha: number): number | null {
  return decisionsNeeded(evidenceBelow(p0), { s: 0, n: 0 }, logLimit(alpha))
}

/** The fewest windows, all without the event, that prove it beside the decisions (GATES 5); null beyond 1e9. */
export function fewestCleanWindows(p0: number, alpha: number): number | null {
  const clean = cappedWindows([0, 1].map((startMs) => ({ startMs, s: 0, n: 1 })))
  return windowsUntil(clean, p0, alpha)
}

/**
 * Windows with at least one decision that it takes to prove that a rate of `p1` is below `p0` at a steady
 * traffic; null: never.
 *
 * @param perWindow Decisions expected in a window.
 */
export function expectedWindows(
  p1: number,
  p0: number,
  alpha: number,
  perWindow: number,
): number | null {
  return windowsUntil(typicalWindow(perWindow, p1), p0, alpha)
}

/** The first window is never bet on. */
function windowsUntil(like: CappedWindows, p0: number, alpha: number): number | null {
  const evidence = cappedOutlook(like, p0)
  const bets = decisionsNeeded((_, more) => evidence(more), { s: 0, n: 0 }, logLimit(alpha))
  return bets === null ? null : bets + 1
}

/**
 * Decisions it takes, on average, to prove that a rate of `p1` is not `p0`: κ ln(1/α) / KL(p1 ‖ p0) (Wald 1945
 * times {@link planningFactor}). Infinite when the two are equal.
 */
export function expectedDecisions(p1: number, p0: number, alpha: number): number {
  return (planningFactor * logLimit(alpha)) / divergence(p1, p0)
}

/** KL(p ‖ q) of two Bernoulli rates, q inside (0, 1). */
export function divergence(p: number, q: number): number {
  const events = p === 0 ? 0 : p * Math.log(p / q)
  const others = p === 1 ? 0 : (1 - p) * (Math.log1p(-p) - Math.log1p(-q))
  return events + others
}

/** Twice the rate, or half-way to 1 where twice is no rate: the regression that plans reckon with. */
export function doubled(rate: number): number {
  return rate < 0.5 ? 2 * rate : (1 + rate) / 2
}
