import type { Mutant } from './mutants.ts'
import { runWorld } from './run-world.ts'
import type { Violation } from './witness.ts'

export type Found = { readonly seeds: number; readonly seed: number; readonly violation: Violation }

/** Runs seeds from `from` on until the fault that was put back shows; null where it does not in `most`. */
export async function findMutant(
  { variant, caughtBy }: Mutant,
  from: number,
  most: number,
): Promise<Found | null> {
  for (let seeds = 1; seeds <= most; seeds += 1) {
    const seed = from + seeds - 1
    const { violations } = await runWorld(seed, variant)
    const violation = violations.find(({ invariant }) => caughtBy.includes(invariant))
    if (violation !== undefined) return { seeds, seed, violation }
  }
  return null
}
