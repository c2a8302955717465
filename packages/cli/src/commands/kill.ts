import { changeCommand, runChange } from '../change-command.js'
import type { ChangeOptions } from '../change-command.js'
import type { RegisterCommand } from '../context.js'

export const registerKill: RegisterCommand = (program, context) => {
  changeCommand(
    program,
    'kill',
    'close a corridor at once, in every process, whatever else is going on',
  )
    .addHelpText(
      'after',
      '\nWrites to the control store directly, so it works when the service is down. Processes on this\nhost follow within 250 ms, others within a second; one that cannot reach the store closes by\nitself when its lease runs out.\n\nExample:\n  $ partial-trust kill add_shopping_item --reason "wrong items since 14:10"',
    )
    .action((intent: string | undefined, options: ChangeOptions) =>
      runChange(context, intent, options, async () => ({ kind: 'kill' })),
    )
}
