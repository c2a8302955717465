import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isSampled, sampleBucket } from './sampling.js'
import { sha256Hex } from './sha256.js'

type Vectors = {
  readonly vectors: readonly {
    readonly command_id: string | null
    readonly sample_rate: number
    readonly sampled: boolean
  }[]
}
const file = new URL('../../../../data/reference/sampling-vectors.json', import.meta.url)
const { vectors }: Vectors = JSON.parse(readFileSync(file, 'utf8'))

describe('sampling', () => {
  it.each(vectors)('gives the seed system’s answer for $command_id at $sample_rate', (vector) => {
    const bucket = sampleBucket('', vector.command_id)
    expect(isSampled(bucket, vector.sample_rate)).toBe(vector.sampled)
  })

  it('keeps every sampled id when the rate grows', () => {
    const unit = fc.double({ min: 0, max: 1, noNaN: true })
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), unit, unit, (id, a, b) => {
        const bucket = sampleBucket('salt', id)
        if (isSampled(bucket, Math.min(a, b))) {
          expect(isSampled(bucket, Math.max(a, b))).toBe(true)
        }
      }),
    )
  })

  it('never samples at 0, below it or at NaN, and always at 1', () => {
    fc.assert(
      fc.property(fc.string(), (id) => {
        const bucket = sampleBucket('', id)
        expect([0, -1, Number.NaN].map((rate) => isSampled(bucket, rate))).toEqual([
          false,
          false,
          false,
        ])
        expect(isSampled(bucket, 1)).toBe(true)
      }),
    )
  })

  it('spreads 100 000 fixed ids evenly: chi-square over 100 cells', () => {
    const cells = Array.from({ length: 100 }, () => 0)
    for (let i = 0; i < 100_000; i++) {
      const cell = Math.floor(sampleBucket('', `order-${i}`) * 100)
      cells[cell] = (cells[cell] ?? 0) + 1
    }
    const chiSquare = cells.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0)
    // 99 degrees of freedom: 0.1 % and 99.9 % quantiles. The ids are fixed, so this cannot flake.
    expect(chiSquare).toBeGreaterThan(60.0)
    expect(chiSquare).toBeLessThan(148.2)
  })

  it('draws independent samples for different salts', () => {
    const ids = Array.from({ length: 20_000 }, (_, i) => `order-${i}`)
    const both = ids.filter(
      (id) => sampleBucket('a', id) < 0.5 && sampleBucket('b', id) < 0.5,
    ).length
    expect(Math.abs(both - 5000)).toBeLessThan(245) // 4 standard deviations
  })
})

describe('sha256Hex', () => {
  it('agrees with Node for any text, lone surrogates and several blocks included', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        expect(sha256Hex(text)).toBe(createHash('sha256').update(text).digest('hex'))
      }),
      { numRuns: 500 },
    )
    expect(sha256Hex('\ud800x')).toBe(createHash('sha256').update('\ufffdx').digest('hex'))
  })
})
