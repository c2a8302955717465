import type { RiskRecord } from '@partial-trust/core'
import type { DecisionTally, Ending } from './service/index.js'

/** Counts every ending of this process. Adding one costs two map look-ups. */
export function createDecisionTally(): DecisionTally & { add(record: RiskRecord): void } {
  const corridors = new Map<string, Map<string, { ending: Ending; count: number }>>()
  return {
    add({ corridor_intent: corridor, status, reason_code: reason }) {
      let endings = corridors.get(corridor)
      if (endings === undefined) corridors.set(corridor, (endings = new Map()))
      const key = `${status} ${reason}`
      const known = endings.get(key)
      if (known === undefined) endings.set(key, { ending: { corridor, status, reason }, count: 1 })
      else known.count++
    },
    *entries() {
      for (const endings of corridors.values()) {
        for (const { ending, count } of endings.values()) yield { ...ending, count }
      }
    },
  }
}
