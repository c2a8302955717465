import { idPseudonym } from '@partial-trust/engine'
import type { App } from 'partial-trust'

/** The commands that this process decided lately. */
export interface DecidedIds {
  /** @param id The command's id as the caller gave it. */
  includes(intent: string, id: string): boolean
}

/** Remembered at least, and twice as many at most: some 20 MB. */
const remembered = 200_000

/**
 * Remembers, by 53-bit digests, which commands left a record, so that no outcome can be made up.
 *
 * @param idKey Under which records name their ids; null where they do so in clear.
 */
export function decidedIds(onRecord: App['onRecord'], idKey: string | null): DecidedIds {
  const pseudonym = idPseudonym(idKey)
  let young = new Set<number>()
  let old = new Set<number>()
  onRecord(({ corridor_intent: intent, command_id: id }) => {
    young.add(digest(intent, id ?? ''))
    if (young.size < remembered) return
    old = young
    young = new Set()
  })
  return {
    includes(intent, id) {
      const name = digest(intent, pseudonym?.(id) ?? id)
      return young.has(name) || old.has(name)
    },
  }
}

/**
 * Two multiplicative hashes over the same letters, put together to 53 bits: quick enough to run for
 * every decision. Whoever would have to find an id that fits does not know what fits.
 */
function digest(intent: string, id: string): number {
  const text = `${intent}\u0000${id}`
  let [high, low] = [0xdeadbeef, 0x41c6ce57]
  for (let index = 0; index < text.length; index++) {
    const letter = text.charCodeAt(index)
    high = Math.imul(high ^ letter, 2654435761)
    low = Math.imul(low ^ letter, 1597334677)
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909)
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909)
  return (low & 0x1fffff) * 4294967296 + (high >>> 0)
}
