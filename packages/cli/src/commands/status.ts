import type { StatusReport } from '@partial-trust/control'
import { tokenOutlook } from '@partial-trust/service/people'
import type { CliContext, RegisterCommand } from '../context.js'
import { addressProblem, surroundings, withControlIn } from '../control-access.js'
import { gatherStatus, statusWithoutStore } from '../gather-status.js'
import { tokensPath } from '../people/token-rows.js'
import { printable } from '../printable.js'
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
    .action(async (options: Options) => {
      const report = await statusOf(context, options.config)
      const { problem, warnings, tokens } = tokenOutlook(tokensPath(context), Date.now())
      const people = { tokens: { problem, warnings, list: tokens } }
      const text =
        options.json === true
          ? `${JSON.stringify({ ...report, ...people }, null, 2)}\n`
          : statusText(report) + tokensText(problem, warnings)
      context.stdout.write(text)
      if (!report.store.reachable) context.setExitCode(1)
    })
}

/** Nothing while all is well. */
function tokensText(problem: string | null, warnings: readonly string[]): string {
  const lines = problem === null ? warnings : [`nobody is let in: ${problem}`]
  return lines.map((line) => `TOKENS     ${printable(line)}\n`).join('')
}

async function statusOf(
  context: CliContext,
  configFile: string | undefined,
): Promise<StatusReport> {
  const around = await surroundings(context, configFile)
  if (around.config.state.kind === 'none' || addressProblem(around.config) !== undefined) {
    return statusWithoutStore(around, context, Date.now())
  }
  return withControlIn(around, context, (access) => gatherStatus(access, context, Date.now()))
}
