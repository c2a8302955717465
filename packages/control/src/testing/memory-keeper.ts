import type { StoreAct } from '../store-act.js'
import { sealStoreAct, wholeStore } from '../store-act.js'
import type { StoreMaker } from '../store-keeper.js'
import type { MemoryContents, MemoryMedium } from './memory-medium.js'

/** @param newId Names stores; a name is never given twice. */
export function memoryKeeper(
  medium: MemoryMedium,
  now: () => number,
  newId: () => string,
): StoreMaker {
  function record(held: MemoryContents, act: StoreAct): void {
    const version = held.audit.filter(({ intent }) => intent === wholeStore).length + 1
    const entry = sealStoreAct(act, version, held.head, new Date(now()).toISOString())
    held.audit.push(entry)
    held.head = { seq: entry.seq, hash: entry.hash }
  }
  return {
    location: medium.location,
    isThere: async () => medium.isThere,
    async make(signed, lost) {
      if (medium.isThere) return false
      const evidence = lost === null ? null : { lost }
      record(medium.make(newId(), lost), { action: 'make', ...signed, evidence })
      return true
    },
    async adopt(signed) {
      const held = medium.contents
      const { lost } = held
      if (lost === null) return false
      held.lost = null
      record(held, { action: 'adopt', ...signed, evidence: { lost } })
      return true
    },
    async close() {},
  }
}
