import { FleetCounts } from '../fleet-counts.js'
import { makeOnFirstRead } from '../make-on-first-read.js'
import type { FirstStart } from '../make-on-first-read.js'
import { storedDesk } from '../open-control.js'
import type { Control } from '../open-control.js'
import { memoryControlStore } from './memory-control-store.js'
import type { MemoryWatch } from './memory-control-store.js'
import { memoryEvidenceStore } from './memory-evidence-store.js'
import { memoryKeeper } from './memory-keeper.js'
import { memoryLeadership } from './memory-leadership.js'
import { MemoryMedium } from './memory-medium.js'

export type MemoryControlOptions = {
  /** Shared by whoever is to see the same store. Default: one of its own, with an empty store on it. */
  readonly medium?: MemoryMedium
  /** Wall time in ms since 1970. Default: the machine's. */
  readonly now?: () => number
  /** Given, as for a process that serves, the first read makes the store where there is none. */
  readonly firstStart?: FirstStart
  /** Names stores that are made. Default: by chance. */
  readonly newId?: () => string
}

const watches = new WeakMap<MemoryMedium, MemoryWatch>()

/** Live control that is gone with the process: for tests, and for whoever simulates one. */
export function memoryControl(options: MemoryControlOptions = {}): Control {
  const { now = Date.now, newId = () => crypto.randomUUID(), firstStart } = options
  const medium = options.medium ?? madeMedium(newId)
  const watch = watches.get(medium) ?? new Set()
  watches.set(medium, watch)
  const plain = memoryControlStore(medium, now, watch)
  const keeper = memoryKeeper(medium, now, newId)
  const store = firstStart === undefined ? plain : makeOnFirstRead(plain, keeper, firstStart)
  const evidence = memoryEvidenceStore(medium, now)
  const leadership = memoryLeadership(medium, now)
  const counts = new FleetCounts(evidence, now)
  return {
    store,
    evidence,
    counts,
    desk: storedDesk(store, evidence, counts, now),
    leadership,
    async close() {
      await leadership.close()
      await store.close()
    },
  }
}

function madeMedium(newId: () => string): MemoryMedium {
  const medium = new MemoryMedium()
  medium.make(newId())
  return medium
}
