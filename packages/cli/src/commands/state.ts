import { readConfig, UserError } from '@partial-trust/settings'
import { openStoreKeeper, StoreUnavailableError } from '@partial-trust/control'
import type { StoreKeeper } from '@partial-trust/control'
import type { CliContext, RegisterCommand } from '../context.js'
import { addressProblem, operator } from '../control-access.js'

type Signed = { readonly reason: string; readonly by?: string }

/** `state`: the control store's own life. */
export const registerState: RegisterCommand = (program, context) => {
  const state = program
    .command('state')
    .description('the control store’s own life')
    .addHelpText(
      'after',
      '\nExample:\n  $ partial-trust state adopt --reason "disk replaced, see 812"',
    )
  state
    .command('adopt')
    .description(
      'accept the store in the place of one that was lost: reopens what `store_lost` closed',
    )
    .requiredOption('--reason <why>', 'why; goes into the audit trail')
    .option('--by <who>', 'who; default: your user and host name')
    .addHelpText(
      'after',
      '\nWhat the lost store held (kills, stages, the audit trail) is gone: every corridor starts from\n' +
        'nothing. Kill before you adopt what must stay closed.\n\n' +
        'Example:\n  $ partial-trust state adopt --reason "disk replaced, see 812"',
    )
    .action((signed: Signed) =>
      withKeeper(context, async (keeper) => {
        const adopted = await keeper.adopt(signatureOf(signed))
        if (!adopted) {
          throw new UserError(
            `${keeper.location}: nothing was lost here, so there is nothing to adopt`,
          )
        }
        context.stdout.write(`${keeper.location}: adopted; the corridors follow it from now on\n`)
      }),
    )
}

function signatureOf({ reason, by }: Signed): { readonly reason: string; readonly by: string } {
  if (reason.trim() === '') {
    throw new UserError('--reason is empty: say why, for whoever reads it later', 2)
  }
  return { reason: reason.trim(), by: by ?? operator() }
}

async function withKeeper(
  context: CliContext,
  work: (keeper: StoreKeeper) => Promise<void>,
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
    await work(keeper)
  } catch (error) {
    if (error instanceof StoreUnavailableError)
      throw new UserError(error.message, 1, { cause: error })
    throw error
  } finally {
    await keeper.close()
  }
}
