import type { ModelMeta } from '../record/index.js'
import { budget } from './budget.js'
import { circuitBreaker } from './circuit-breaker.js'
import type { CorridorLimits } from './corridor-settings.js'

/** The right to ask for one candidate, given back exactly once. */
export type Pass = {
  /** The attempt ended: what it says of the endpoint's health, and what it cost. */
  leave(health: 'succeeded' | 'failed' | 'neutral', meta: ModelMeta | null, nowMs: number): void
  /** Nothing was asked after all. */
  giveBack(nowMs: number): void
}

/** Check 8: the circuit, the bulkhead and the budget of one corridor. Times are monotonic milliseconds. */
export interface Lane {
  enter(nowMs: number): Pass | 'circuit_open' | 'overloaded' | 'budget_exhausted'
  readonly underWay: number
  readonly circuit: 'closed' | 'open' | 'probing'
  readonly circuitTrips: number
  readonly budgetSpent: number
}

export function openLane(limits: CorridorLimits): Lane {
  const circuit = circuitBreaker(limits.circuit)
  const purse = budget(limits.budget)
  let underWay = 0
  return {
    get underWay() {
      return underWay
    },
    get circuit() {
      return circuit.state
    },
    get circuitTrips() {
      return circuit.trips
    },
    get budgetSpent() {
      return purse.spent
    },
    enter(nowMs) {
      if (!circuit.tryEnter(nowMs)) return 'circuit_open'
      const reservation = underWay < limits.concurrency ? purse.reserve(nowMs) : 'overloaded'
      if (reservation === null || reservation === 'overloaded') {
        circuit.leave('neutral', nowMs)
        return reservation ?? 'budget_exhausted'
      }
      underWay++
      let isIn = true
      const leaveOnce = (): boolean => {
        if (!isIn) return false
        isIn = false
        underWay--
        return true
      }
      return {
        leave(health, meta, thenMs) {
          if (!leaveOnce()) return
          reservation.settle(meta)
          circuit.leave(health, thenMs)
        },
        giveBack(thenMs) {
          if (!leaveOnce()) return
          reservation.release()
          circuit.leave('neutral', thenMs)
        },
      }
    },
  }
}
