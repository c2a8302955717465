import { StoreAbsentError } from './control-store.js'
import type { ControlStore } from './control-store.js'
import type { Signed, StoreMaker } from './store-keeper.js'

export type FirstStart = Signed & {
  /** What proves that there was an earlier store; null: nothing. Asked once, before one is made. */
  readonly traces: () => string | null
}

/**
 * A store that is made at its first read where there is none: for processes that serve, and for
 * nobody else. Once it was there, its absence is an error again: a deleted store must not read as
 * "nothing was ever killed".
 */
export function makeOnFirstRead(
  store: ControlStore,
  keeper: StoreMaker,
  { traces, ...signed }: FirstStart,
): ControlStore {
  // Asked now: what this very process leaves behind from here on proves nothing.
  const lost = traces()
  let wasThere = false
  return {
    ...store,
    async read(signal) {
      try {
        const snapshot = await store.read(signal)
        wasThere = true
        return snapshot
      } catch (error) {
        if (wasThere || !(error instanceof StoreAbsentError)) throw error
      }
      await keeper.make(signed, lost)
      const snapshot = await store.read(signal)
      wasThere = true
      return snapshot
    },
    async close() {
      await store.close()
      await keeper.close()
    },
  }
}
