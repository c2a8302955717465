import { bucketMs, counterIndex, counterNames } from '@partial-trust/core'
import type { Cell } from '@partial-trust/core'
import { byHour } from '@partial-trust/control'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { stretches } from './stretches.js'

function cell(bucket: number, stage: string, sampled = 1): Cell {
  const vector = new Float64Array(counterNames.length)
  vector[counterIndex.sampled] = sampled
  return {
    key: {
      instance: '',
      bucket,
      corridor: 'a',
      epoch: 'e',
      stage,
      sampleRate: 0.1,
      mode: 'live',
      model: null,
    },
    vector,
  }
}

function of(...cells: readonly Cell[]) {
  return stretches(byHour({ cells: new Map(cells.map((one, index) => [String(index), one])) })).map(
    ({ stage, from, to, sampled }) => [
      stage,
      Date.parse(from) / bucketMs,
      Date.parse(to) / bucketMs,
      sampled,
    ],
  )
}

describe('stretches', () => {
  it('begins a new one when a stage comes back, so that bars do not overlap', () => {
    expect(
      of(cell(9, 'canary'), cell(1, 'canary', 2), cell(2, 'canary'), cell(5, 'expanded')),
    ).toEqual([
      ['canary', 1, 3, 3],
      ['expanded', 5, 6, 1],
      ['canary', 9, 10, 1],
    ])
  })

  it('goes on over a time in which nobody was sampled', () => {
    expect(of(cell(1, 'canary'), cell(50, 'canary'))).toEqual([['canary', 1, 51, 2]])
  })

  it('says the same however many in an hour are alike, and goes through no hour twice', () => {
    const stages = fc.constantFrom('canary', 'expanded', 'target')
    const drawn = fc.uniqueArray(fc.tuple(fc.nat(1500), stages), {
      selector: ([bucket]) => bucket,
      maxLength: 60,
    })
    fc.assert(
      fc.property(drawn, (list) => {
        const cells = list.map(([bucket, stage]) => cell(bucket, stage))
        // In hours of their own no two are taken as one.
        const apart = new Map(
          cells.map((one) => [one.key.bucket ?? 0, { cells: new Map([['', one]]) }]),
        )
        const counts = byHour({ cells: new Map(cells.map((one, at) => [String(at), one])) })
        expect(stretches(counts)).toEqual(stretches({ cells: new Map(), hours: apart }))
        expect(stretches(counts)).toEqual(stretches(counts))
      }),
    )
  })
})
