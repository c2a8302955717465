import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  latencyEdges,
  latencyBins,
  readVector,
  emptyVector,
  counterIndex,
  counterNames,
  type Bucket,
} from '../metrics/index.js'
import { logLimit } from './bounds.js'
import { logEvidenceAbove, logEvidenceBelow } from './evidence.js'
import { goCounts, goUpper, logGoEvidence } from './go-evidence.js'
import { latencyBounds, quantileBounds } from './latency-quantile.js'

const golden: {
  quantiles: {
    edges: number[]
    bins: number[]
    timeouts: number
    quantile: number
    alpha: number
    n: number
    lower: number
    upper: number
    detail: { edge: number; above: number; log_e_below: string; log_e_above: string }[]
  }[]
} = JSON.parse(
  readFileSync(new URL('../../../../data/gates/golden-second.json', import.meta.url), 'utf8'),
)

const windowMs = 600_000

describe('latency quantiles', () => {
  it.each(golden.quantiles)('agree with the golden histogram at p$quantile', (given) => {
    const { edges, bins, timeouts, quantile, alpha, n } = given
    const above = (edgeMs: number): number =>
      timeouts + bins.slice(edges.indexOf(edgeMs) + 1).reduce((sum, count) => sum + count, 0)
    for (const { edge, above: s, log_e_below: below, log_e_above: over } of given.detail) {
      expect(above(edge)).toBe(s)
      expect(logEvidenceBelow(s, n, 0.05)).toBeCloseTo(Number(below), 9)
      expect(logEvidenceAbove(s, n, 0.05) / Number(over)).toBeCloseTo(1, 11)
    }
    const at = (edgeMs: number) => {
      const s = above(edgeMs)
      const isBelow = (p0: number, limit: number) => logEvidenceBelow(s, n, p0) >= limit
      return { s, n, isBelow }
    }
    expect(quantileBounds(edges, at, quantile, alpha)).toEqual({
      quantile,
      estimate_ms: 200,
      lower_ms: given.lower,
      upper_ms: given.upper,
    })
  })

  it('enclose what was seen, and say the same of an edge as a gate at that edge (property)', () => {
    const history = fc.array(fc.array(fc.nat(latencyBins - 1), { maxLength: 12 }), {
      maxLength: 60,
    })
    fc.assert(
      fc.property(history, fc.constantFrom(...latencyEdges), (latencies, edge) => {
        const buckets = latencies.map((bins, i) => bucketOf(i * windowMs, bins))
        const bounds = latencyBounds(buckets, { alpha: 0.1, windowMs, untilMs: Infinity })
        expect(bounds.map(({ quantile }) => quantile)).toEqual([0.5, 0.95, 0.99])
        for (const {
          quantile,
          estimate_ms: estimate,
          lower_ms: lower,
          upper_ms: upper,
        } of bounds) {
          expect(lower).toBeLessThanOrEqual(estimate ?? Infinity)
          expect(upper ?? Infinity).toBeGreaterThanOrEqual(estimate ?? 0)
          const late = buckets.map(({ startMs, counts }) => ({
            startMs,
            s: counts.latency.slice(latencyEdges.indexOf(edge) + 1).reduce((a, b) => a + b, 0),
            n: counts.attempts,
          }))
          const counts = goCounts(late, windowMs)
          const p0 = Math.round((1 - quantile) * 1e12) / 1e12
          expect((upper ?? Infinity) <= edge).toBe(logGoEvidence(counts, p0) >= logLimit(0.05))
        }
      }),
      { numRuns: 60 },
    )
  })

  it('are open above where nothing was measured, or everything timed out', () => {
    const open = { alpha: 0.05, windowMs, untilMs: Infinity }
    expect(latencyBounds([], open)[1]).toEqual({
      quantile: 0.95,
      estimate_ms: null,
      lower_ms: 0,
      upper_ms: null,
    })
    const hung = Array.from({ length: 200 }, (_, i) => {
      const { startMs, counts } = bucketOf(i * windowMs, [])
      return { startMs, counts: { ...counts, attempts: 2, timeouts: 2 } }
    })
    expect(latencyBounds(hung, open)[0]).toMatchObject({
      estimate_ms: null,
      lower_ms: 60_000,
      upper_ms: null,
    })
    expect(goUpper(goCounts([], windowMs), 0.05)).toBe(1)
  })
})

/** A bucket whose attempts fell into these bins. */
function bucketOf(startMs: number, bins: readonly number[]): Bucket {
  const vector = emptyVector()
  vector[counterIndex.attempts] = bins.length
  for (const bin of bins) {
    const index = counterNames.length + bin
    vector[index] = (vector[index] ?? 0) + 1
  }
  return { startMs, counts: readVector(vector) }
}
