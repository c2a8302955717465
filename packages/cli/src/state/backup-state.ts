import { resolve } from 'node:path'
import type { CliContext } from '../context.js'
import { withKeeper } from '../keep-store.js'

/** `state backup`: exits 1 when the copy's own trail is broken; the copy is kept for whoever looks why. */
export function backupState(
  context: CliContext,
  file: string,
  { force, json }: { readonly force?: true; readonly json?: true },
): Promise<void> {
  return withKeeper(context, async (keeper) => {
    const target = resolve(context.cwd, file)
    const { storeId, head, audit } = await keeper.backup(target, force === true)
    const isBroken = audit.kind === 'broken'
    if (isBroken) context.setExitCode(1)
    if (json === true) {
      const written = { file: target, store: keeper.location, store_id: storeId, head, audit }
      context.stdout.write(`${JSON.stringify(written)}\n`)
      return
    }
    const said = isBroken ? `its trail is BROKEN: ${audit.problem}` : 'read back, its trail holds'
    context.stdout.write(`${target}: ${keeper.location} up to change ${head.seq}; ${said}\n`)
  })
}
