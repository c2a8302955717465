import { randomBytes } from 'node:crypto'
import type { IdSource } from '@partial-trust/core'

const highDigits = 9
/** The last three of a count's hex digits, ready made: a new id is needed twice a decision. */
const lowDigits = Array.from({ length: 16 ** 3 }, (_, low) => low.toString(16).padStart(3, '0'))

/**
 * Ids that no other process makes and that sort by age within this one: 20 random hex digits, then
 * a count in 12. Asking the system for chance on every decision would cost more than the decision.
 */
export function randomIds(): IdSource {
  return { decisionId: countedIds('dec'), traceId: countedIds('trace') }
}

function countedIds(kind: string): () => string {
  const prefix = `${kind}-${randomBytes(10).toString('hex')}`
  let high = 0
  let low = 0 // the first id ends in 1
  let head = ''
  function advance(): void {
    head = [prefix, high.toString(16).padStart(highDigits, '0')].join('')
  }
  advance()
  return () => {
    if (++low === lowDigits.length) {
      low = 0
      high++
      advance()
    }
    return head + lowDigits[low]
  }
}

/** A name for this process, new at every start. */
export function newInstance(): string {
  return `i-${randomBytes(6).toString('hex')}`
}
