import { boundaryRate } from './acceptance-drop.js'
import type { BetRates, OutcomeBlock } from './outcome-evidence.js'

/** Parts of the most that can be staked without ever losing all. */
const shares = [0.15, 0.5] as const
export const meanScales: number = shares.length

/**
 * What a block multiplies each of two bets on its means by. Linear in the two arms' means, so that only their
 * expectations matter, not how the decisions inside the block hang together. A block without one of the arms
 * says nothing.
 */
export function logMeanFactors(
  { candidate, baseline }: OutcomeBlock,
  { expected, bold, ratio }: BetRates,
): readonly number[] {
  if (candidate.n === 0 || baseline.n === 0) return shares.map(() => 0)
  const boundary = boundaryRate({ s: expected, n: 1 }, { s: bold, n: 1 }, ratio)
  const limit = ratio * boundary
  // Slopes of the likelihood ratio at the boundary; baseline slope + ρ · candidate slope = 0 there.
  const ofBaseline = (expected - boundary) / (boundary * (1 - boundary))
  const ofCandidate = (bold - limit) / (limit * (1 - limit))
  const gain = (x: number, y: number): number =>
    (x - boundary) * ofBaseline + (y - limit) * ofCandidate
  const worst = Math.min(gain(0, 0), gain(0, 1), gain(1, 0), gain(1, 1))
  if (!(worst < 0)) return shares.map(() => 0)
  const seen = gain(baseline.undone / baseline.n, candidate.undone / candidate.n)
  return shares.map((share) => Math.log1p((share * seen) / -worst))
}
