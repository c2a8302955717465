import { changeCommand, runChange } from '../change-command.js'
import type { ChangeOptions } from '../change-command.js'
import { currentVerdict } from '@partial-trust/control'
import type { RegisterCommand } from '../context.js'

export const registerPromote: RegisterCommand = (program, context) => {
  changeCommand(program, 'promote', 'move a corridor to the next stage of its plan')
    .addHelpText(
      'after',
      '\nThe gate verdict at this moment goes into the audit trail; without GO you are told so.\n\nExample:\n  $ partial-trust promote add_shopping_item --reason "GO since this morning"',
    )
    .action((intent: string | undefined, options: ChangeOptions) =>
      runChange(context, intent, options, async (state, { control }) => {
        const evidence = await currentVerdict(state, control, Date.now())
        if (evidence?.verdict !== 'GO') {
          const said =
            evidence === null ? 'there is no verdict' : `the gates say ${evidence.verdict}`
          context.stderr.write(`${state.intent}: promoting without GO (${said})\n`)
        }
        return { kind: 'promote', evidence }
      }),
    )
}
