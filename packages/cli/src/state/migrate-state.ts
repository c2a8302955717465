import { resolve } from 'node:path'
import { tracesOfEarlierStore } from '@partial-trust/control'
import type { StoreKeeper } from '@partial-trust/control'
import type { Config } from '@partial-trust/settings'
import { UserError } from '@partial-trust/settings'
import type { CliContext } from '../context.js'
import { operator } from '../control-access.js'
import { withKeeper } from '../keep-store.js'

type Options = { readonly grant?: string; readonly by?: string; readonly json?: true }

/** `state migrate`: the step that needs more rights than any process has. */
export function migrateState(context: CliContext, options: Options): Promise<void> {
  return withKeeper(context, async (keeper, config) => {
    const { grant = null } = options
    if (grant !== null && config.state.kind !== 'postgres') {
      throw new UserError('--grant is for PostgreSQL: a file has no roles', 2)
    }
    const made = await makeWhereNone(context, keeper, config, options.by ?? operator())
    const done = await keeper.migrate(grant)
    if (done.kind === 'absent') throw new UserError(`${keeper.location}: the store is gone again`)
    const { from, to } = done
    const result = made ? 'made' : from === to ? 'up_to_date' : 'migrated'
    if (options.json === true) {
      const told = { store: keeper.location, result, from: made ? 0 : from, to, granted: grant }
      context.stdout.write(`${JSON.stringify(told)}\n`)
      return
    }
    const words = {
      made: `made, with the ${to} steps of its schema`,
      migrated: `brought up to date, from step ${from} to step ${to} of its schema`,
      up_to_date: `up to date already, at step ${to} of its schema`,
    }[result]
    const granted = grant === null ? '' : `; ${grant} may use its tables`
    context.stdout.write(`${keeper.location}: ${words}${granted}\n`)
  })
}

async function makeWhereNone(
  { cwd, stderr }: CliContext,
  keeper: StoreKeeper,
  config: Config,
  by: string,
): Promise<boolean> {
  if (await keeper.isThere()) return false
  const { state, tokensPath, riskLogPath } = config
  const lost = tracesOfEarlierStore({
    tokens: resolve(cwd, tokensPath),
    riskLog: resolve(cwd, riskLogPath),
    state: state.kind === 'sqlite' ? resolve(cwd, state.path) : null,
  })
  const made = await keeper.make({ by, reason: '`state migrate`: no store was there' }, lost)
  if (made && lost !== null) {
    stderr.write(
      `an earlier store was lost: ${lost}; corridors are closed until \`partial-trust state adopt\`\n`,
    )
  }
  return made
}
