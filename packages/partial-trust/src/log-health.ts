import type { RiskLogStats } from '@partial-trust/engine'
import type { AppHealth } from './app.js'

/** What waits for a file that cannot be written counts as dropped until it is on the disk after all. */
export function logHealth(stats: RiskLogStats): AppHealth['riskLog'] {
  const { written, dropped, stuck, lastError } = stats
  return {
    written,
    lost: dropped,
    dropped: dropped + stuck,
    healthy: lastError === null,
    lastError,
  }
}
