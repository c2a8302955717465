import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { confidenceSequence, logLimit, lowerBound, oneSidedBounds, upperBound } from './bounds.js'
import {
  broadEvidenceAbove,
  evidenceAbove,
  evidenceBelow,
  logEvidenceAbove,
  logEvidenceBelow,
} from './evidence.js'
import { logBetaTail } from './beta-tail.js'

type Vector = {
  s: number
  n: number
  p0: number
  alpha: number
  log_e_above: string
  log_e_below: string
  verdict: string
  lower_1s: string | null
  upper_1s: string | null
  cs_lower: string | null
  cs_upper: string | null
}

const golden: { vectors: Vector[] } = JSON.parse(
  readFileSync(new URL('../../../../data/gates/golden.json', import.meta.url), 'utf8'),
)

const second: { no_go: { s: number; n: number; p0: string; log_e_above: string }[] } = JSON.parse(
  readFileSync(new URL('../../../../data/gates/golden-second.json', import.meta.url), 'utf8'),
)

const rate = fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true })
const counts = fc
  .integer({ min: 0, max: 100_000 })
  .chain((n) => fc.tuple(fc.integer({ min: 0, max: n }), fc.constant(n)))
const relative = (got: number, want: number): number =>
  Math.abs(got - want) / Math.max(1, Math.abs(want))

describe('evidence', () => {
  it.each(golden.vectors)('agrees with the golden vector s=$s n=$n p0=$p0 alpha=$alpha', (v) => {
    // These were made for the broad mixture, which is a tenth of the one in use.
    const broad = broadEvidenceAbove(v.p0)(v.s, v.n)
    const below = logEvidenceBelow(v.s, v.n, v.p0)
    expect(relative(broad, Number(v.log_e_above))).toBeLessThan(1e-12)
    expect(relative(below, Number(v.log_e_below))).toBeLessThan(1e-12)
    const limit = logLimit(v.alpha)
    expect(broad >= limit ? 'NO_GO' : below >= limit ? 'GO' : 'WAIT').toBe(v.verdict)
    expect(logEvidenceAbove(v.s, v.n, v.p0)).toBeGreaterThanOrEqual(broad - Math.log(10) - 1e-9)
  })

  it.each(second.no_go)('above p0 agrees with the golden vector s=$s n=$n p0=$p0', (v) => {
    const above = logEvidenceAbove(v.s, v.n, Number(v.p0))
    expect(relative(above, Number(v.log_e_above))).toBeLessThan(1e-12)
  })

  it('is 1 on average at the threshold itself, whatever the alternative mixes (exact enumeration)', () => {
    for (const p0 of [0.001, 0.02, 0.05, 0.3, 0.64, 0.97]) {
      for (const evidence of [evidenceAbove(p0), evidenceBelow(p0)]) {
        const n = 40
        let mean = 0
        let probability = (1 - p0) ** n
        for (let s = 0; s <= n; s++) {
          mean += probability * Math.exp(evidence(s, n))
          probability *= ((n - s) / (s + 1)) * (p0 / (1 - p0))
        }
        expect(mean).toBeCloseTo(1, 10)
      }
    }
  })

  it('neither gains nor loses on average with one more decision at the threshold (martingale)', () => {
    fc.assert(
      fc.property(counts, fc.double({ min: 0.001, max: 0.999, noNaN: true }), ([s, n], p0) => {
        for (const evidence of [evidenceAbove(p0), evidenceBelow(p0)]) {
          const now = evidence(s, n)
          const next =
            p0 * Math.exp(evidence(s + 1, n + 1) - now) +
            (1 - p0) * Math.exp(evidence(s, n + 1) - now)
          expect(next).toBeCloseTo(1, 6)
        }
      }),
    )
  })

  it('loses on average inside the null, so drifting rates cannot fool it', () => {
    fc.assert(
      fc.property(
        counts,
        fc.double({ min: 0.001, max: 0.999, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        ([s, n], p0, share) => {
          const inside = p0 * share
          const above = evidenceAbove(p0)
          const gain =
            inside * Math.exp(above(s + 1, n + 1) - above(s, n)) +
            (1 - inside) * Math.exp(above(s, n + 1) - above(s, n))
          expect(gain).toBeLessThanOrEqual(1 + 1e-6)
        },
      ),
    )
  })

  it('rises with every event and falls with every uneventful decision', () => {
    fc.assert(
      fc.property(counts, rate, ([s, n], p0) => {
        const above = evidenceAbove(p0)
        const slack = 1e-9 * Math.max(1, Math.abs(above(s, n)))
        expect(above(s + 1, n + 1)).toBeGreaterThan(above(s, n) - slack)
        expect(above(s, n + 1)).toBeLessThan(above(s, n) + slack)
        const below = evidenceBelow(p0)
        const slackBelow = 1e-9 * Math.max(1, Math.abs(below(s, n)))
        expect(below(s + 1, n + 1)).toBeLessThan(below(s, n) + slackBelow)
        expect(below(s, n + 1)).toBeGreaterThan(below(s, n) - slackBelow)
      }),
    )
  })

  it('gives the uniform component its closed form', () => {
    fc.assert(
      fc.property(
        fc
          .integer({ min: 0, max: 60 })
          .chain((n) => fc.tuple(fc.integer({ min: 0, max: n }), fc.constant(n))),
        fc.double({ min: 0.01, max: 0.99, noNaN: true }),
        ([s, n], p0) => {
          const q0 = 1 - p0
          const uniform = logBetaTail(1 + s, 1 + n - s, p0, q0) - logBetaTail(1, 1, p0, q0)
          const binomial = (size: number, k: number): number => {
            let p = 1
            for (let i = 1; i <= k; i++) p *= (size - k + i) / i
            return p * p0 ** k * q0 ** (size - k)
          }
          let cumulative = 0
          for (let k = 0; k <= s; k++) cumulative += binomial(n + 1, k)
          expect(uniform).toBeCloseTo(Math.log(cumulative / (q0 * (n + 1) * binomial(n, s))), 8)
        },
      ),
    )
  })

  it('mirrors: few events below a threshold are many non-events above its complement', () => {
    fc.assert(
      fc.property(counts, fc.double({ min: 0.001, max: 0.999, noNaN: true }), ([s, n], p0) => {
        const [p, q] = [1 - p0, p0]
        const mirrored =
          logBetaTail(1 / p0 + (n - s), 0.5 + s, p, q) - logBetaTail(1 / p0, 0.5, p, q)
        const below = logEvidenceBelow(s, n, p0)
        expect(relative(below, n === 0 ? 0 : mirrored)).toBeLessThan(1e-9)
      }),
    )
  })

  // Integrated with 40 digits (mpmath), near the threshold where cancellation is worst.
  it.each(largeVectors())('keeps its digits at s=%d n=%d p0=%d', (s, n, p0, expected) => {
    expect(relative(broadEvidenceAbove(p0)(s, n), expected)).toBeLessThan(1e-10)
  })

  it('is finite for any counts up to a thousand million and any threshold', () => {
    const wild = fc
      .integer({ min: 0, max: 1_000_000_000 })
      .chain((n) => fc.tuple(fc.integer({ min: 0, max: n }), fc.constant(n)))
    const threshold = fc.oneof(
      rate,
      fc.constantFrom(1e-200, 1e-12, 1e-9, 0.05, 1 - 1e-9, 1 - 2 ** -53),
    )
    fc.assert(
      fc.property(wild, threshold, ([s, n], p0) => {
        expect(Number.isFinite(logEvidenceAbove(s, n, p0))).toBe(true)
        expect(Number.isFinite(logEvidenceBelow(s, n, p0))).toBe(true)
      }),
      { numRuns: 300 },
    )
  })

  it('says nothing before anything was seen', () => {
    expect(logEvidenceAbove(0, 0, 0.05)).toBe(0)
    expect(logEvidenceBelow(0, 0, 0.05)).toBe(0)
  })

  it.each([0, 1, -0.1, 1.1, Number.NaN, Infinity])('refuses the threshold %d', (p0) => {
    expect(() => logEvidenceAbove(1, 2, p0)).toThrow(RangeError)
    expect(() => logEvidenceBelow(1, 2, p0)).toThrow(RangeError)
  })

  it.each([
    [3, 2],
    [-1, 2],
    [Number.NaN, 2],
    [0, Infinity],
  ])('refuses the counts s=%d n=%d', (s, n) => {
    expect(() => logEvidenceAbove(s, n, 0.05)).toThrow(RangeError)
  })
})

/** Where `isLow` turns false, by nothing but halving. */
function bisect(low: number, high: number, isLow: (x: number) => boolean): number {
  let [from, to] = [low, high]
  for (;;) {
    const middle = (from + to) / 2
    if (to - from <= 1e-14 * to || middle === from || middle === to) return middle
    if (isLow(middle)) from = middle
    else to = middle
  }
}

describe('bounds', () => {
  it.each(golden.vectors.filter((v) => v.lower_1s !== null))(
    'agree with the golden vector s=$s n=$n alpha=$alpha',
    (v) => {
      expect(upperBound(v.s, v.n, v.alpha)).toBeCloseTo(Number(v.upper_1s), 10)
      const both = confidenceSequence(v.s, v.n, v.alpha)
      // The lower ones are those of the broad mixture alone; the one in use is rarely further away.
      const broad = (alpha: number): number =>
        v.s === 0
          ? 0
          : bisect(0, Math.min(v.s / v.n, 1 - 2 ** -53), (p0) => {
              return broadEvidenceAbove(p0)(v.s, v.n) >= logLimit(alpha)
            })
      expect(broad(v.alpha)).toBeCloseTo(Number(v.lower_1s), 10)
      expect(broad(v.alpha / 2)).toBeCloseTo(Number(v.cs_lower), 10)
      expect(lowerBound(v.s, v.n, v.alpha)).toBeGreaterThan(0.75 * broad(v.alpha) - 1e-8)
      expect(both.upper).toBeCloseTo(Number(v.cs_upper), 10)
    },
  )

  it('are what bisection finds', () => {
    const alphas = fc.constantFrom(1e-300, 0.001, 0.01, 0.2, 0.99)
    fc.assert(
      fc.property(counts, alphas, ([s, n], alpha) => {
        fc.pre(s > 0 && s < n)
        const limit = logLimit(alpha)
        const lower = bisect(0, s / n, (p0) => logEvidenceAbove(s, n, p0) >= limit)
        const upper = bisect(s / n, 1, (p0) => logEvidenceBelow(s, n, p0) < limit)
        expect(relative(lowerBound(s, n, alpha), lower)).toBeLessThan(1e-12)
        expect(relative(upperBound(s, n, alpha), upper)).toBeLessThan(1e-12)
      }),
    )
  })

  it('never disagree with the verdict at the same alpha', () => {
    fc.assert(
      fc.property(
        counts,
        fc.double({ min: 0.001, max: 0.999, noNaN: true }),
        fc.constantFrom(0.002, 0.01, 0.05, 0.2),
        ([s, n], p0, alpha) => {
          const { lower, upper } = oneSidedBounds(s, n, alpha)
          const limit = logLimit(alpha)
          // A hair's breadth around the boundary is left to rounding.
          if (Math.abs(lower - p0) > 1e-12) {
            expect(lower > p0).toBe(logEvidenceAbove(s, n, p0) >= limit)
          }
          if (Math.abs(upper - p0) > 1e-12) {
            expect(upper < p0).toBe(logEvidenceBelow(s, n, p0) >= limit)
          }
        },
      ),
    )
  })

  it('enclose the estimate and tighten to it', () => {
    fc.assert(
      fc.property(counts, ([s, n]) => {
        fc.pre(n > 0)
        const { lower, upper } = oneSidedBounds(s, n, 0.05)
        expect(lower).toBeLessThanOrEqual(s / n)
        expect(upper).toBeGreaterThanOrEqual(s / n)
      }),
    )
    const large = confidenceSequence(50_000_000, 1_000_000_000, 0.05)
    expect(large.upper - large.lower).toBeLessThan(1e-4)
  })

  it('agree with the evidence for an alpha that is all but 0, too', () => {
    const lower = lowerBound(1, 3, 1e-100)
    expect(logEvidenceAbove(1, 3, lower * (1 - 1e-6))).toBeGreaterThan(logLimit(1e-100))
    expect(logEvidenceAbove(1, 3, lower * (1 + 1e-6))).toBeLessThan(logLimit(1e-100))
  })

  it.each([0, 1, -1, Number.NaN])('refuse alpha %d', (alpha) => {
    expect(() => lowerBound(1, 2, alpha)).toThrow(RangeError)
  })
})

function largeVectors(): [number, number, number, number][] {
  const path = new URL('./large-vectors.json', import.meta.url)
  const vectors: [number, number, number, number][] = JSON.parse(readFileSync(path, 'utf8'))
  return vectors
}
