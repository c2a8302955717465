import { UserError } from '@partial-trust/settings'
import type { CliContext, RegisterCommand } from '../context.js'
import { signatureOf, withKeeper } from '../keep-store.js'
import { backupState } from '../state/backup-state.js'
import { migrateState } from '../state/migrate-state.js'
import { restoreState } from '../state/restore-state.js'

type Adopting = { readonly reason: string; readonly by?: string }

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
        'nothing, or from where the backup left it. Kill before you adopt what must stay closed.\n\n' +
        'Example:\n  $ partial-trust state adopt --reason "disk replaced, see 812"',
    )
    .action((signed: Adopting) => adoptState(context, signed))
  state
    .command('migrate')
    .description('make the store’s tables or bring them up to date, under a role that may')
    .option('--grant <role>', 'PostgreSQL: a role that may then use the tables, and no more')
    .option('--by <who>', 'who; default: your user and host name')
    .option('--json', 'print what was done as JSON')
    .addHelpText(
      'after',
      '\nProcesses then start under a role that can create nothing. Where no store was, one is made.\n\n' +
        'Example:\n  $ PARTIAL_TRUST_STATE=postgres://owner@db/app partial-trust state migrate --grant app',
    )
    .action((options) => migrateState(context, options))
  state
    .command('backup')
    .description('write a consistent copy of the store, live or not, into one file')
    .argument('<file>', 'where to; readable by you alone')
    .option('--force', 'write over a file that is there')
    .option('--json', 'print what was written as JSON')
    .addHelpText(
      'after',
      '\nThe copy is read back and held against its audit trail. It is a SQLite file whatever the store is,\n' +
        'and can be restored into either kind. A pg_dump of schema partial_trust is as good for PostgreSQL:\n' +
        '  $ pg_dump --schema=partial_trust --format=custom --file=partial-trust.dump "$PARTIAL_TRUST_STATE"\n\n' +
        'Example:\n  $ partial-trust state backup /backup/partial-trust.db',
    )
    .action((file: string, options) => backupState(context, file, options))
  state
    .command('restore')
    .description(
      'put a backup in the place of the store; every corridor stays closed until `adopt`',
    )
    .argument('<file>', 'written by `state backup`')
    .requiredOption('--reason <why>', 'why; goes into the audit trail')
    .option('--by <who>', 'who; default: your user and host name')
    .option('--force', 'although a store is there: it is backed up first')
    .option('--json', 'print what was done as JSON')
    .addHelpText(
      'after',
      '\nWhat was killed, closed or lowered in the store that is replaced is killed in the restored one. Where\n' +
        'that store cannot be read, what was killed since the backup is not known to anybody: the corridors\n' +
        'that `state adopt` would open are listed.\n\n' +
        'Example:\n  $ partial-trust state restore /backup/partial-trust.db --reason "disk replaced, see 812"',
    )
    .action((file: string, options) => restoreState(context, file, options))
}

function adoptState(context: CliContext, given: Adopting): Promise<void> {
  return withKeeper(context, async (keeper) => {
    if (!(await keeper.adopt(signatureOf(given)))) {
      throw new UserError(`${keeper.location}: nothing was lost here, so there is nothing to adopt`)
    }
    context.stdout.write(`${keeper.location}: adopted; the corridors follow it from now on\n`)
  })
}
