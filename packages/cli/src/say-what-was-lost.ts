import type { AppHealth } from 'partial-trust'
import type { CliContext } from './context.js'

/** Says, once the risk log is closed, how many records never reached it. */
export function sayWhatWasLost(
  { dropped, lastError }: AppHealth['riskLog'],
  { stderr }: Pick<CliContext, 'stderr'>,
): void {
  if (dropped === 0) return
  const why = lastError === null ? '' : ` (${lastError})`
  stderr.write(
    `partial-trust: ${dropped} risk records could not be written${why}: look at PARTIAL_TRUST_RISK_LOG_PATH\n`,
  )
}
