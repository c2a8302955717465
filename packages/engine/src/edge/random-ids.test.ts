import { describe, expect, it } from 'vitest'
import { randomIds } from './random-ids.js'

describe('random ids', () => {
  it('never repeat and sort by age', () => {
    const source = randomIds()
    const ids = Array.from({ length: 10_000 }, () => source.traceId())
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids.toSorted()).toEqual(ids)
    for (const id of ids) expect(id).toMatch(/^trace-[0-9a-f]{32}$/)
    expect(ids[9_999]).toMatch(/000000002710$/)
  })

  it('differ between processes and between kinds', () => {
    const [one, other] = [randomIds(), randomIds()]
    expect(one.traceId()).not.toBe(other.traceId())
    expect(one.decisionId()).toMatch(/^dec-[0-9a-f]{20}000000000001$/)
  })
})
