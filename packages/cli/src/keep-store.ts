import { readConfig, UserError } from '@partial-trust/settings'
import type { Config } from '@partial-trust/settings'
import { BackupError, openStoreKeeper, StoreUnavailableError } from '@partial-trust/control'
import type { Signed, StoreKeeper } from '@partial-trust/control'
import type { CliContext } from './context.js'
import { addressProblem, operator } from './control-access.js'

/** Who and why, as a command was given them. */
export function signatureOf(given: { readonly reason: string; readonly by?: string }): Signed {
  const reason = given.reason.trim()
  if (reason === '')
    throw new UserError('--reason is empty: say why, for whoever reads it later', 2)
  return { reason, by: given.by ?? operator() }
}

/** Opens the keeper of the store that the environment names, for one command. */
export async function withKeeper(
  context: CliContext,
  work: (keeper: StoreKeeper, config: Config) => Promise<void>,
): Promise<void> {
  const config = readConfig(context.env, [])
  const address = addressProblem(config)
  if (address !== undefined) throw new UserError(`PARTIAL_TRUST_STATE: ${address.problem}`)
  const keeper = openStoreKeeper(config.state, { cwd: context.cwd, now: Date.now })
  if (keeper === null) {
    throw new UserError(
      'PARTIAL_TRUST_STATE names no store that is kept from here: run this where the control plane runs',
    )
  }
  try {
    await work(keeper, config)
  } catch (error) {
    if (!(error instanceof StoreUnavailableError) && !(error instanceof BackupError)) throw error
    throw new UserError(error.message, 1, { cause: error })
  } finally {
    await keeper.close()
  }
}
