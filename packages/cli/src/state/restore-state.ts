import { rmSync } from 'node:fs'
import { resolve } from 'node:path'
import { StoreUnavailableError } from '@partial-trust/control'
import type { Restored, StoreKeeper } from '@partial-trust/control'
import { UserError } from '@partial-trust/settings'
import type { CliContext } from '../context.js'
import { signatureOf, withKeeper } from '../keep-store.js'

type Options = {
  readonly reason: string
  readonly by?: string
  readonly force?: true
  readonly json?: true
}

/** `state restore`: what is replaced is kept, and nothing opens by it. */
export function restoreState(context: CliContext, file: string, options: Options): Promise<void> {
  const signed = signatureOf(options)
  return withKeeper(context, async (keeper) => {
    const from = resolve(context.cwd, file)
    const kept = await keepReplaced(context, keeper, options.force === true)
    const restored = await keeper.restore(from, { ...signed, name: from }).catch((error) => {
      if (kept !== null) rmSync(kept, { force: true }) // nothing was replaced
      throw error
    })
    if (options.json === true) {
      const told = { store: keeper.location, file: from, kept, ...restored }
      context.stdout.write(`${JSON.stringify(told)}\n`)
      return
    }
    for (const line of linesOf(keeper.location, from, kept, restored)) {
      context.stdout.write(`${line}\n`)
    }
  })
}

/** Writes a backup of the store that is about to go; null where there is none, or none that reads. */
async function keepReplaced(
  { cwd, stderr }: CliContext,
  keeper: StoreKeeper,
  force: boolean,
): Promise<string | null> {
  if (!(await keeper.isThere())) return null
  if (!force) {
    throw new UserError(
      `${keeper.location}: a store is there already: --force replaces it, after a backup of it`,
    )
  }
  const stamp = new Date().toISOString().replaceAll(':', '')
  const kept = resolve(cwd, `partial-trust-replaced-${stamp}.db`)
  try {
    await keeper.backup(kept, false)
    return kept
  } catch (error) {
    if (!(error instanceof StoreUnavailableError)) throw error
    stderr.write(`the store that is there cannot be backed up: ${error.message}\n`)
    return null
  }
}

function linesOf(
  location: string,
  from: string,
  kept: string | null,
  { backup, replaced, killed, open }: Restored,
): readonly string[] {
  return [
    `${location}: restored from ${from}, up to change ${backup.seq}`,
    ...(replaced === null ? [] : [`replaced a store with ${replaced.seq} changes`]),
    ...(kept === null ? [] : [`the store that was replaced is kept in ${kept}`]),
    ...(killed.length === 0
      ? []
      : [`killed, because the replaced store allowed less: ${killed.join(', ')}`]),
    'every corridor is closed (store_lost) until `partial-trust state adopt --reason …`',
    open.length === 0
      ? 'none would open by that'
      : `that would open, where nobody killed it since the backup: ${open.join(', ')}`,
  ]
}
