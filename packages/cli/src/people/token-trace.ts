import { readConfig } from '@partial-trust/settings'
import { openStoreKeeper, StoreUnavailableError } from '@partial-trust/control'
import type { CliContext } from '../context.js'
import { addressProblem } from '../control-access.js'

export type TokenTrace = {
  readonly by: string
  readonly reason: string
  readonly evidence: Readonly<Record<string, unknown>>
}

/**
 * Leaves a change of tokens in the audit trail, where the store is at hand. Where it is not, the file
 * itself says who and when, and the person is told: taking a token back must not wait for a store.
 */
export async function traceTokens(context: CliContext, trace: TokenTrace): Promise<void> {
  const untold = await problemOfTrace(context, trace)
  if (untold === null) return
  context.stderr.write(
    `partial-trust: not in the audit trail (the token file says it): ${untold}\n`,
  )
}

async function problemOfTrace(context: CliContext, trace: TokenTrace): Promise<string | null> {
  const config = readConfig(context.env, null)
  const address = addressProblem(config)
  if (address !== undefined) return `PARTIAL_TRUST_STATE: ${address.problem}`
  const keeper = openStoreKeeper(config.state, { cwd: context.cwd, now: Date.now })
  if (keeper === null) return 'PARTIAL_TRUST_STATE names no store that is kept from here'
  try {
    await keeper.note({ action: 'tokens', ...trace })
    return null
  } catch (error) {
    if (!(error instanceof StoreUnavailableError)) throw error
    return error.message
  } finally {
    await keeper.close()
  }
}
