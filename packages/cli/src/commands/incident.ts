import { changeCommand, runChange } from '../change-command.js'
import type { ChangeOptions } from '../change-command.js'
import type { RegisterCommand } from '../context.js'

export const registerIncident: RegisterCommand = (program, context) => {
  changeCommand(program, 'incident', 'report harm: closes the stage at once')
    .addHelpText(
      'after',
      '\nWithout a rollout there is no stage to close, so the corridor is killed.\n\nExample:\n  $ partial-trust incident add_shopping_item --reason "ordered 100 instead of 10"',
    )
    .action((intent: string | undefined, options: ChangeOptions) =>
      runChange(context, intent, options, async () => ({
        kind: 'action',
        action: { kind: 'incident' },
      })),
    )
}
