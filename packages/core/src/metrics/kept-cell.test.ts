import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cellSpan } from './cell.js'
import type { CellKey } from './cell.js'
import { countWidth } from './counts.js'
import { KeptCell } from './kept-cell.js'

const key: CellKey = {
  instance: '',
  bucket: 7,
  corridor: 'c',
  epoch: 'e',
  stage: 'canary',
  sampleRate: 0.01,
  mode: 'live',
  model: null,
}
const whole = fc.oneof(fc.constant(0), fc.nat(200), fc.maxSafeNat())
const vectors = fc
  .array(whole, { minLength: countWidth, maxLength: countWidth })
  .map((values) => Float64Array.from(values))

describe('a cell that is kept', () => {
  it('says the same as the cell it was made of, however the numbers lie', () => {
    fc.assert(
      fc.property(vectors, fc.boolean(), (vector, isWide) => {
        const span = { last: 9, asked: { first: 8, last: 9 } }
        const cell = { key, vector: vector.slice(), ...(isWide ? { span } : {}) }
        const kept = KeptCell.of(cell)
        expect(kept.vector).toEqual(vector)
        expect(cellSpan(kept)).toEqual(cellSpan(cell))
        expect(kept.key).toBe(key)
      }),
    )
  })

  it('stays as it was when the vector it was made of grows', () => {
    const vector = new Float64Array(countWidth).fill(3)
    const kept = KeptCell.of({ key, vector })
    vector[2] = 4
    expect(kept.vector[2]).toBe(3)
  })

  it.each([0.5, 2 ** 53, Number.POSITIVE_INFINITY, -1])(
    'keeps %d too, which is no count, as it is',
    (odd) => {
      const vector = new Float64Array(countWidth)
      vector[5] = odd
      expect(KeptCell.of({ key, vector }).vector).toEqual(vector)
    },
  )
})
