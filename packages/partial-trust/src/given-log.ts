import { bounded } from '@partial-trust/control'
import { copyOf, silence } from '@partial-trust/core'
import type { Clock, RiskRecord } from '@partial-trust/core'
import { errorCode } from '@partial-trust/engine'
import type { RiskLog, RiskLogStats } from '@partial-trust/engine'

export type GivenLog = Pick<RiskLog, 'append' | 'stats' | 'close'>

/** How long a log may take to close, in ms. */
const mostClosingMs = 5000

const nothing: RiskLogStats = {
  written: 0,
  dropped: 0,
  pending: 0,
  stuck: 0,
  bytes: 0,
  failures: 0,
  lastError: null,
  rotations: 0,
  tornLines: 0,
}

/**
 * A risk log that the application gave. Whatever it does costs no decision and keeps nobody else from the
 * record; what it did not take counts as dropped, as with our own.
 */
export function givenLog(log: GivenLog, clock: Clock): GivenLog {
  let refused = 0
  let refusedFor: string | null = null
  const refuse = (thrown?: unknown): void => {
    refused += 1
    refusedFor = errorCode(thrown)
  }

  function append(record: RiskRecord): void {
    try {
      const answer: unknown = log.append(copyOf(record))
      silence(answer, refuse)
    } catch (thrown) {
      refuse(thrown)
    }
  }

  return {
    append,
    stats() {
      const told = statsOf(log)
      const { dropped, failures, lastError } = told
      return {
        ...told,
        dropped: dropped + refused,
        failures: failures + refused,
        lastError: lastError ?? refusedFor,
      }
    },
    close: () => bounded(async () => log.close(), mostClosingMs, clock).catch(() => undefined),
  }
}

/** What it says of itself, as far as it says anything that can be. */
function statsOf(log: GivenLog): RiskLogStats {
  try {
    const told: unknown = log.stats()
    silence(told)
    if (typeof told !== 'object' || told === null) return nothing
    const count = (name: keyof RiskLogStats): number => {
      const value: unknown = Reflect.get(told, name)
      return typeof value === 'number' && value >= 0 ? value : 0
    }
    const lastError: unknown = Reflect.get(told, 'lastError')
    return {
      written: count('written'),
      dropped: count('dropped'),
      pending: count('pending'),
      stuck: count('stuck'),
      bytes: count('bytes'),
      failures: count('failures'),
      lastError: typeof lastError === 'string' ? lastError : null,
      rotations: count('rotations'),
      tornLines: count('tornLines'),
    }
  } catch {
    return nothing
  }
}
