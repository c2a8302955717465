import { leadMs } from '../leadership.js'
import type { Leadership } from '../leadership.js'
import type { MemoryMedium } from './memory-medium.js'

/** The lead by a row with a lease, like in every other store. */
export function memoryLeadership(medium: MemoryMedium, now: () => number): Leadership {
  let held: string | null = null
  return {
    async leads(instance) {
      const { contents } = medium
      const nowMs = now()
      const { leader } = contents
      const taken = leader !== null && leader.untilMs >= nowMs && leader.instance !== instance
      if (!taken) contents.leader = { instance, untilMs: nowMs + leadMs }
      held = taken ? null : instance
      return !taken
    },
    async leader() {
      const { leader } = medium.contents
      return leader !== null && leader.untilMs >= now() ? leader.instance : null
    },
    async close() {
      if (held === null || !medium.isThere) return
      const { contents } = medium
      if (contents.leader?.instance === held) contents.leader = null
    },
  }
}
