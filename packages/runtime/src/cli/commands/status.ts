import type { RegisterCommand } from '../context.js'
import { withControl } from '../control-access.js'
import { gatherStatus } from '../gather-status.js'
import { statusText } from '../status-text.js'

type Options = { readonly json?: true; readonly config?: string }

export const registerStatus: RegisterCommand = (program, context) => {
  program
    .command('status')
    .description(
      'show where every corridor stands: its rate and who set it, lease, verdict, processes, drops',
    )
    .option('--json', 'print the status as JSON')
    .option('--config <file>', 'configuration file that registers the corridors')
    .addHelpText(
      'after',
      '\n"rate here" is what a process started in this environment would do; the list of processes says\n' +
        'what each running one does. Exits 1 when the store cannot be read.\n\nExample:\n  $ partial-trust status --json',
    )
    .action((options: Options) =>
      withControl(context, options.config, async (access) => {
        const report = await gatherStatus(access, Date.now())
        const text =
          options.json === true ? `${JSON.stringify(report, null, 2)}\n` : statusText(report)
        context.stdout.write(text)
        if (!report.store.reachable) context.setExitCode(1)
      }),
    )
}
