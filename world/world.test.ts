import { describe, expect, it } from 'vitest'
import { eventKinds, eventsOf } from './events.ts'
import { mutants } from './mutants.ts'
import { runWorld } from './run-world.ts'
import { shrink } from './shrink.ts'

/** The seed in which each fault that is put back shows; `simulate:world` looks for them from 1 on. */
const showsIn: Readonly<Record<keyof typeof mutants, number>> = {
  'waking-unasked': 55,
  'slept-unseen': 7,
  'orphaned-file': 17,
  'verdict-of-the-log': 14,
  'lost-update': 5,
  'lead-by-session': 1,
  'saved-unheard': 22,
  'counts-added': 1,
}

describe('a world in a seed', () => {
  it('breaks no promise in a few of them, whatever befalls it', async () => {
    for (let seed = 1; seed <= 4; seed += 1) {
      const { violations } = await runWorld(seed)
      expect({ seed, violations }).toEqual({ seed, violations: [] })
    }
  })

  it('runs the same way every time', async () => {
    const [one, other] = [await runWorld(2), await runWorld(2)]
    expect(other.trace).toEqual(one.trace)
    expect(other.steps).toBe(one.steps)
  })

  it('meets every kind of event within a hundred seeds', () => {
    const kinds = new Set<string>()
    for (let seed = 1; seed <= 100; seed += 1)
      for (const { kind } of eventsOf(seed)) kinds.add(kind)
    expect(eventKinds.filter((kind) => !kinds.has(kind))).toEqual([])
  })

  it.each(Object.entries(mutants))('finds %s when its fix is taken out', async (name, mutant) => {
    const { violations } = await runWorld(showsIn[name] ?? 0, mutant.variant)
    const found = violations.filter(({ invariant }) => mutant.caughtBy.includes(invariant))
    expect(found.length).toBeGreaterThan(0)
  })

  it('leaves of a failing seed only what it takes', async () => {
    const mutant = mutants['counts-added']
    if (mutant === undefined) throw new Error('no such mutant')
    const left = await shrink(1, 'nothing counted twice', mutant.variant)
    expect(left).toEqual([])
  })
})
