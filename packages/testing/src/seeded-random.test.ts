import { describe, expect, it } from 'vitest'
import { seededRandom } from './seeded-random.js'

describe('seededRandom', () => {
  it('repeats itself for the same seeds', () => {
    const [first, again] = [seededRandom(7, 'a'), seededRandom(7, 'a')]
    expect(Array.from({ length: 5 }, first)).toEqual(Array.from({ length: 5 }, again))
  })

  it('tells seeds apart that only differ in how they are joined', () => {
    expect(seededRandom(1, 23)()).not.toBe(seededRandom(12, 3)())
  })

  it('spreads its numbers evenly over [0, 1)', () => {
    const random = seededRandom('uniform')
    const counts = Array.from({ length: 10 }, () => 0)
    for (let draw = 0; draw < 10_000; draw++) {
      const cell = Math.floor(random() * 10)
      counts[cell] = (counts[cell] ?? 0) + 1
    }
    // 1000 expected a cell; 5 standard deviations are 150. The seed is fixed, so this cannot flake.
    for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(150)
  })
})
