import { changeCommand, runChange } from '../change-command.js'
import type { ChangeOptions } from '../change-command.js'
import type { RegisterCommand } from '../context.js'

export const registerResume: RegisterCommand = (program, context) => {
  changeCommand(program, 'resume', 'reopen a killed or closed corridor at the first stage')
    .addHelpText(
      'after',
      '\nExample:\n  $ partial-trust resume add_shopping_item --reason "prompt mended, see 812"',
    )
    .action((intent: string | undefined, options: ChangeOptions) =>
      runChange(context, intent, options, async () => ({
        kind: 'action',
        action: { kind: 'resume' },
      })),
    )
}
