import type { WorldEvent } from './events.ts'
import { eventsOf } from './events.ts'
import { runWorld } from './run-world.ts'
import type { Variant } from './variant.ts'
import type { Invariant } from './witness.ts'

/** The fewest events that still break the invariant: none of those left can be dropped. */
export async function shrink(
  seed: number,
  invariant: Invariant,
  variant: Variant = {},
  events: readonly WorldEvent[] = eventsOf(seed),
): Promise<readonly WorldEvent[]> {
  let left = events
  const stillFails = async (fewer: readonly WorldEvent[]): Promise<boolean> => {
    const { violations } = await runWorld(seed, variant, fewer)
    return violations.some((violation) => violation.invariant === invariant)
  }
  for (let part = Math.ceil(left.length / 2); part >= 1;) {
    let dropped = false
    for (let from = 0; from < left.length;) {
      const others = [...left.slice(0, from), ...left.slice(from + part)]
      if (await stillFails(others)) {
        left = others
        dropped = true
      } else from += part
    }
    if (part === 1 && !dropped) break
    part = part === 1 ? 1 : Math.ceil(part / 2)
  }
  return left
}
