import { changeCommand, runChange } from '../change-command.js'
import type { ChangeOptions } from '../change-command.js'
import type { RegisterCommand } from '../context.js'

export const promoteCommand: RegisterCommand = (program, context) => {
  changeCommand(program, 'promote', 'move a corridor to the next stage of its plan')
    .addHelpText(
      'after',
      '\nThe gate verdict at this moment goes into the audit trail; without GO you are told so.\n\nExample:\n  $ partial-trust promote add_shopping_item --reason "GO since this morning"',
    )
    .action((intent: string | undefined, options: ChangeOptions) =>
      runChange(context, intent, options, async () => ({ kind: 'promote' })),
    )
}
