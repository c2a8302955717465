import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { windowsOf } from './bucket-count.js'
import { latencyWindows } from './latency-windows.js'

const windowMs = 600
const buckets = fc.array(
  fc.record({ startMs: fc.nat(40).map((at) => at * 100), s: fc.nat(3), n: fc.nat(9) }),
  { maxLength: 40 },
)
const histories = fc.array(
  fc.record({
    startMs: fc.nat(40).map((at) => at * 100),
    counts: fc.record({
      attempts: fc.nat(5),
      timeouts: fc.nat(2),
      latency: fc.array(fc.nat(4), { maxLength: 4 }),
    }),
  }),
  { maxLength: 40 },
)

function sum(list: readonly { readonly n: number }[]): number {
  return list.reduce((all, { n }) => all + n, 0)
}

describe('windows of several buckets', () => {
  it('are the same in whichever order buckets come, and change none of them', () => {
    fc.assert(
      fc.property(buckets, (some) => {
        const before = structuredClone(some)
        const inOrder = some.toSorted((a, b) => a.startMs - b.startMs)
        expect(windowsOf(some, windowMs)).toEqual(windowsOf(inOrder, windowMs))
        expect(some).toEqual(before)
      }),
    )
  })

  it('hold every decision once', () => {
    fc.assert(
      fc.property(buckets, (some) => {
        const windows = windowsOf(some, windowMs)
        expect(sum(windows)).toBe(sum(some))
        expect(new Set(windows.map(({ startMs }) => startMs)).size).toBe(windows.length)
        expect(windows.every(({ startMs }) => startMs % windowMs === 0)).toBe(true)
      }),
    )
  })

  it('hold how long attempts took in whichever order they come, and change nothing of it', () => {
    fc.assert(
      fc.property(histories, (some) => {
        const before = structuredClone(some)
        const inOrder = some.toSorted((a, b) => a.startMs - b.startMs)
        expect(latencyWindows(some, windowMs)).toEqual(latencyWindows(inOrder, windowMs))
        expect(some).toEqual(before)
      }),
    )
  })
})
