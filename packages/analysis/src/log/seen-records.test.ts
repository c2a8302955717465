import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { IdentitySet, scattered } from './identity-set.js'
import { SeenRecords } from './seen-records.js'

const generation = 262_144

/** Identities `from` to `to`, spread as hashes are. */
function add(seen: SeenRecords, from: number, to: number): void {
  for (let i = from; i < to; i += 1) seen.add(identity(i))
}

function identity(i: number): number {
  const low = Math.imul(i ^ 0x9e3779b9, 0x85ebca6b) >>> 0
  return (i % 2 ** 20) * 2 ** 32 + low
}

describe('a set of identities', () => {
  it('holds what a Set holds', () => {
    const few = fc.integer({ min: 1, max: 2 ** 53 - 1 })
    fc.assert(
      fc.property(fc.array(few, { maxLength: 3000 }), (numbers) => {
        const [set, known] = [new IdentitySet(), new Set<number>()]
        for (const number of numbers) {
          expect(set.add(number)).toBe(!known.has(number))
          known.add(number)
        }
        expect(set.size).toBe(known.size)
        expect(new Set(scattered(set.slots))).toEqual(known)
        expect(numbers.every((number) => set.has(number))).toBe(true)
      }),
    )
  })

  it('grows past any size and forgets on request', () => {
    const set = new IdentitySet()
    const identities = Array.from({ length: 50_000 }, (_, i) => identity(i))
    expect(identities.filter((number) => set.add(number))).toHaveLength(50_000)
    expect(identities.filter((number) => set.add(number))).toHaveLength(0)
    set.clear()
    expect(set.size).toBe(0)
    expect(set.has(identity(1))).toBe(false)
  })
})

describe('the records that were seen', () => {
  it('are recognised within the last quarter of a million attempts, and longer ones forgotten', () => {
    const seen = new SeenRecords()
    add(seen, 0, generation * 2 - 1)
    expect(seen.forgetful).toBe(false)
    expect(seen.add(identity(0))).toBe(false)
    add(seen, generation * 2 - 1, generation * 3)
    expect(seen.forgetful).toBe(true)
    expect(seen.add(identity(generation * 2 + 1))).toBe(false)
    expect(seen.add(identity(0))).toBe(true)
  })

  it('are recognised where a tally that came from the end of the log meets another', () => {
    const [before, behind] = [new SeenRecords(), new SeenRecords({ backwards: true })]
    add(before, 0, 1000)
    add(behind, 2000, generation * 5) // the log's end first
    add(behind, 999, 2000)
    expect(before.merge(behind.snapshot())).toBe(1)
  })

  it('end with the end of the log after a merge, for what is appended may repeat that', () => {
    const [before, behind] = [new SeenRecords(), new SeenRecords({ backwards: true })]
    add(before, 0, generation)
    add(behind, generation * 4, generation * 5)
    add(behind, generation, generation * 4)
    expect(before.merge(behind.snapshot())).toBe(0)
    expect(before.forgetful).toBe(true)
    expect(before.add(identity(generation * 5 - 1))).toBe(false)
  })

  it('forget the oldest first also after they were taken up again', () => {
    const kept = new SeenRecords()
    add(kept, 0, generation + 10)
    const resumed = new SeenRecords()
    resumed.merge(kept.snapshot())
    add(resumed, generation + 10, generation * 2 + 1)
    expect(resumed.add(identity(generation + 5))).toBe(false)
  })
})
