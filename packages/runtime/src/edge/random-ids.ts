import { randomBytes } from 'node:crypto'
import type { IdSource } from '@partial-trust/core'

const countedDigits = 12

/**
 * Ids that no other process makes and that sort by age within this one: 20 random hex digits, then
 * a count in 12. Asking the system for chance on every decision would cost more than the decision.
 */
export function randomIds(): IdSource {
  const decisionPrefix = `dec-${randomBytes(10).toString('hex')}`
  const tracePrefix = `trace-${randomBytes(10).toString('hex')}`
  let decisions = 0
  let traces = 0
  return {
    decisionId: () => decisionPrefix + (++decisions).toString(16).padStart(countedDigits, '0'),
    traceId: () => tracePrefix + (++traces).toString(16).padStart(countedDigits, '0'),
  }
}

/** A name for this process, new at every start. */
export function newInstance(): string {
  return `i-${randomBytes(6).toString('hex')}`
}
