import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sharedWork, takeFromBack, takeFromFront } from './shared-work.js'

describe('work that two threads share', () => {
  it('gives every range to one of them, whoever is how quick', () => {
    const turns = fc.array(fc.boolean(), { minLength: 0, maxLength: 200 })
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), turns, (length, whoseTurn) => {
        const runs = Array.from({ length }, (_, i) => [{ path: 'log', from: i, to: i + 1 }])
        const work = sharedWork(runs)
        const [front, back] = [takeFromFront(work), takeFromBack(work)]
        const taken: number[] = []
        const step = (end: typeof front): boolean => {
          const { value } = end.next()
          if (value !== undefined) taken.push(value.from)
          return value !== undefined
        }
        for (const isFront of whoseTurn) step(isFront ? front : back)
        while (step(front)) continue
        while (step(back)) continue
        expect(taken.toSorted((a, b) => a - b)).toEqual(runs.map((_, i) => i))
      }),
    )
  })

  it('leaves the last run to the thread that starts late', () => {
    const runs = [0, 1, 2].map((from) => [{ path: 'log', from, to: from + 1 }])
    const work = sharedWork(runs)
    expect([...takeFromFront(work)].map(({ from }) => from)).toEqual([0, 1])
    expect([...takeFromBack(work)].map(({ from }) => from)).toEqual([2])
  })
})
