import { describe, expect, it } from 'vitest'
import { clopperPearson, eProcess } from './operating-characteristics/boundary.ts'
import { measureAll } from './operating-characteristics/groups.ts'
import { keepsTo, quickEffort, shareOf } from './operating-characteristics/row.ts'
import { stoppingOf } from './operating-characteristics/stopping.ts'

describe('operating characteristics', () => {
  it('meets every target in quick mode, with a fixed seed', () => {
    const { rows, prices } = measureAll(quickEffort)
    expect(rows.filter(({ meets }) => !meets)).toEqual([])
    expect(rows.length).toBeGreaterThan(50)
    expect(new Set(prices.map(({ perDay }) => perDay)).size).toBe(4)
  })

  it('puts down to chance what is as likely as two standard errors, and no more', () => {
    expect(keepsTo(shareOf(1, 10), 0.01)).toBe(true)
    expect(keepsTo(shareOf(2, 10), 0.01)).toBe(false)
    expect(keepsTo(shareOf(0, 10), 0)).toBe(true)
    expect(keepsTo(shareOf(1, 10), 0)).toBe(false)
    expect(keepsTo(shareOf(1060, 20_000), 0.05)).toBe(true)
    expect(keepsTo(shareOf(1070, 20_000), 0.05)).toBe(false)
  })

  it('shows that the usual ways do not keep their promise when peeked at', () => {
    const peeked = stoppingOf(clopperPearson('above', 0.05, 0.01, 3000), 0.05)
    const ours = stoppingOf(eProcess('above', 0.05, 0.01, 3000), 0.05)
    expect(ours.probability).toBeLessThan(0.01)
    expect(peeked.probability).toBeGreaterThan(2 * 0.01)
  })

  it('gives a Clopper-Pearson bound its fixed-sample level when looked at once', () => {
    const { at } = clopperPearson('above', 0.05, 0.01, 400)
    const once = { direction: 'above' as const, at: new Float64Array(401).fill(Infinity) }
    once.at[400] = at[400] ?? Infinity
    const { probability } = stoppingOf(once, 0.05)
    expect(probability).toBeLessThanOrEqual(0.01)
    expect(probability).toBeGreaterThan(0.004)
  })
})
