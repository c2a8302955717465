import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CellTable } from './cell-table.js'

type Counted = { readonly cohort: number; readonly bucket: number; readonly n: number }

/** More (cohort, bucket) pairs than a table keeps, close together and far apart. */
const spread = fc
  .record({
    cohorts: fc.integer({ min: 1, max: 3 }),
    buckets: fc.integer({ min: 1, max: 40_000 }),
    gap: fc.integer({ min: 1, max: 1000 }),
    from: fc.integer({ min: -100_000, max: 100_000 }),
  })
  .map(({ cohorts, buckets, gap, from }) =>
    Array.from({ length: buckets }, (_, i): Counted => {
      const bucket = from + i * (i % 7 === 0 ? gap : 1)
      return { cohort: i % cohorts, bucket, n: (i % 5) + 1 }
    }),
  )

function count(table: CellTable, counted: readonly Counted[]): CellTable {
  for (const { cohort, bucket, n } of counted) {
    const vector = table.at(cohort, bucket)
    vector[0] = (vector[0] ?? 0) + n
    vector[vector.length - 1] = (vector[vector.length - 1] ?? 0) + 1
  }
  return table
}

/** Every cell as text, in order. */
function content(table: CellTable): readonly string[] {
  return [...table.cells()]
    .map(({ cohort, bucket, vector }) => `${cohort} ${bucket} ${[...vector].join(',')}`)
    .toSorted()
}

describe('a table of cells', () => {
  it('counts into wider buckets what a sum by hand counts', () => {
    fc.assert(
      fc.property(spread, (counted) => {
        const table = count(new CellTable(), counted)
        const sums = new Map<string, { n: number; times: number }>()
        for (const { cohort, bucket, n } of counted) {
          const last = (Math.floor(bucket / table.scale) + 1) * table.scale - 1
          const sum = sums.get(`${cohort} ${last}`) ?? { n: 0, times: 0 }
          sums.set(`${cohort} ${last}`, { n: sum.n + n, times: sum.times + 1 })
        }
        const cells = new Map<string, unknown>()
        for (const { cohort, bucket, vector } of table.cells()) {
          cells.set(`${cohort} ${bucket}`, { n: vector[0], times: vector.at(-1) })
        }
        expect(cells).toEqual(sums)
      }),
      { numRuns: 12 },
    )
  })

  it('comes out the same in any order and however it is divided and merged', () => {
    fc.assert(
      fc.property(spread, fc.integer({ min: 2, max: 5 }), (counted, parts) => {
        const whole = count(new CellTable(), counted)
        const backwards = count(new CellTable(), counted.toReversed())
        const merged = new CellTable()
        for (let part = 0; part < parts; part += 1) {
          const own = counted.filter((_, i) => i % parts === part)
          merged.merge(count(new CellTable(), own).snapshot(), (cohort) => cohort)
        }
        expect(content(backwards)).toEqual(content(whole))
        expect(content(merged)).toEqual(content(whole))
      }),
      { numRuns: 8 },
    )
  })
})
