import type { Alternative } from './alternatives.js'
import { logBetaTail } from './beta-tail.js'
import { logAddExp } from './log-space.js'

/**
 * Which side of a threshold evidence speaks for: `above` is evidence that the rate exceeds it,
 * `below` that the rate is less.
 */
export type Direction = 'above' | 'below'

/** ln E as a function of counts, for one threshold and direction. */
export type Evidence = (s: number, n: number) => number

const logQuarter = Math.log(0.25)
const logThreeQuarters = Math.log(0.75)
const logTenth = Math.log(0.1)

/** Odds ratios that are bet on one by one, where plans want a rollback soonest (GATES 6), and their stakes. */
const sharpAlternatives: readonly Alternative[] = [
  { oddsRatio: 1.12, weight: 0.02 },
  { oddsRatio: 1.3, weight: 0.08 },
  { oddsRatio: 1.6, weight: 0.06 },
  { oddsRatio: 2.15, weight: 0.38 },
  { oddsRatio: 2.8, weight: 0.1 },
  { oddsRatio: 4.75, weight: 0.17 },
  { oddsRatio: 12, weight: 0.1 },
  { oddsRatio: 70, weight: 0.05 },
  { oddsRatio: 400, weight: 0.04 },
]
const sharpShare = 0.9
/** What of them does not depend on the threshold: bounds ask at a dozen thresholds each. */
const sharpBets = sharpAlternatives.map(({ oddsRatio, weight }, place) => ({
  place,
  logWeight: Math.log(sharpShare * weight),
  logRatio: Math.log(oddsRatio),
  excess: oddsRatio - 1,
}))

/**
 * ln of the evidence that a rate exceeds `p0`. Whatever the counts and however often one looks,
 * P(ever >= ln 1/α) <= α while every decision's rate given the past is at most `p0`
 * (Ville 1939; Robbins 1970). Nine tenths of the stake lie on single alternatives, a tenth on
 * {@link broadEvidenceAbove}.
 *
 * @throws {RangeError} when `p0` is not inside (0, 1) or the counts are not 0 <= s <= n.
 */
export function logEvidenceAbove(s: number, n: number, p0: number): number {
  return evidenceAbove(p0)(s, n)
}

/**
 * ln of the evidence that a rate is below `p0`, with the same promise while every decision's rate is at
 * least `p0`. One alternative, Beta(1/2, 1/p0) below `p0` (GATES 1.3).
 *
 * @throws {RangeError} as {@link logEvidenceAbove}.
 */
export function logEvidenceBelow(s: number, n: number, p0: number): number {
  return evidenceBelow(p0)(s, n)
}

/** {@link logEvidenceAbove} for many counts against one threshold. */
export function evidenceAbove(p0: number): Evidence {
  const broad = broadEvidenceAbove(p0)
  const logScales = sharpBets.map(({ excess }) => Math.log1p(excess * p0))
  return (s, n) => {
    checkCounts(s, n)
    if (n === 0) return 0
    let sum = logTenth + broad(s, n)
    for (const { logWeight, logRatio, place } of sharpBets) {
      sum = logAddExp(sum, logWeight + s * logRatio - n * (logScales[place] ?? 0))
    }
    return sum
  }
}

/**
 * The part of {@link evidenceAbove} that leaves no rate out: a mixture of a uniform alternative, weight 1/4,
 * and one on the scale of `p0`, weight 3/4 (GATES 1.2).
 */
export function broadEvidenceAbove(p0: number): Evidence {
  checkThreshold(p0)
  const q0 = 1 - p0
  const broad = component(p0, q0, 1, 1)
  const narrow = component(p0, q0, 1, Math.max(1, 1 / (2 * p0)))
  return (s, n) => {
    checkCounts(s, n)
    if (n === 0) return 0
    return logAddExp(logQuarter + broad(s, n - s), logThreeQuarters + narrow(s, n - s))
  }
}

/** {@link logEvidenceBelow} for many counts against one threshold. */
export function evidenceBelow(p0: number): Evidence {
  checkThreshold(p0)
  // Mirrored: few events are many non-events. `1 - p0` goes first, exactly as 1.3 has it.
  const mirrored = component(1 - p0, p0, 1 / p0, 0.5)
  return (s, n) => {
    checkCounts(s, n)
    return n === 0 ? 0 : mirrored(n - s, s)
  }
}

export function evidenceFor(direction: Direction, p0: number): Evidence {
  return direction === 'above' ? evidenceAbove(p0) : evidenceBelow(p0)
}

/** ln of one component: prior Beta(a, b) cut to (p, 1] against rate p. */
function component(
  p: number,
  q: number,
  a: number,
  b: number,
): (events: number, others: number) => number {
  const prior = logBetaTail(a, b, p, q)
  return (events, others) => logBetaTail(a + events, b + others, p, q) - prior
}

function checkThreshold(p0: number): void {
  if (!(p0 > 0 && p0 < 1)) {
    throw new RangeError(`a threshold must lie between 0 and 1, both excluded, got ${p0}`)
  }
}

function checkCounts(s: number, n: number): void {
  if (!(s >= 0 && s <= n && n < Infinity)) {
    throw new RangeError(`counts must satisfy 0 <= s <= n, got s = ${s}, n = ${n}`)
  }
}
