import type { RiskRecord } from '@partial-trust/core'

/** How a decision ended. */
export type Ending = {
  readonly corridor: string
  readonly status: string
  readonly reason: string
}

/** How often each ending occurred in this process. */
export interface DecisionTally {
  entries(): Iterable<Ending & { readonly count: number }>
}

type Count = { readonly ending: Ending; count: number }

/** Counts every ending of this process. Endings come in runs, so most cost a comparison. */
export function createDecisionTally(): DecisionTally & { add(record: RiskRecord): void } {
  const corridors = new Map<string, Map<string, Count>>()
  let last: Count | null = null

  function countOf({ corridor_intent: corridor, status, reason_code: reason }: RiskRecord): Count {
    let endings = corridors.get(corridor)
    if (endings === undefined) corridors.set(corridor, (endings = new Map()))
    const key = `${status} ${reason}`
    let known = endings.get(key)
    if (known === undefined) {
      known = { ending: { corridor, status, reason }, count: 0 }
      endings.set(key, known)
    }
    return known
  }

  return {
    add(record) {
      if (last === null || !isEndingOf(record, last.ending)) last = countOf(record)
      last.count++
    },
    *entries() {
      for (const endings of corridors.values()) {
        for (const { ending, count } of endings.values()) yield { ...ending, count }
      }
    },
  }
}

function isEndingOf(record: RiskRecord, { corridor, status, reason }: Ending): boolean {
  return (
    record.status === status && record.reason_code === reason && record.corridor_intent === corridor
  )
}
