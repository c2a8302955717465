/** One rate that is bet on: its odds as a multiple of the threshold's, and its share of the stake. */
export type Alternative = { readonly oddsRatio: number; readonly weight: number }

/** From a regression of half as much again to a total failure (GATES 1.6). */
export const worseAlternatives: readonly Alternative[] = [
  { oddsRatio: 1.6, weight: 0.25 },
  { oddsRatio: 2.2, weight: 0.25 },
  { oddsRatio: 5, weight: 0.2 },
  { oddsRatio: 19, weight: 0.15 },
  { oddsRatio: 180, weight: 0.15 },
]

/** q/p0 and (1-q)/(1-p0) where odds(q) = odds(p0) · ratio, without cancellation. */
export function likelihoodRatios(
  p0: number,
  ratio: number,
): { readonly logEvent: number; readonly logNoEvent: number } {
  const logNoEvent = -Math.log1p((ratio - 1) * p0)
  return { logEvent: Math.log(ratio) + logNoEvent, logNoEvent }
}
