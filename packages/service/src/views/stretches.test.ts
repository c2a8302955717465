import { bucketMs, counterIndex, counterNames } from '@partial-trust/core'
import type { Cell } from '@partial-trust/core'
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
  return stretches({ cells: new Map(cells.map((one, index) => [String(index), one])) }).map(
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
})
