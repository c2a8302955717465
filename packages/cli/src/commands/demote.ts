import { currentJudgement } from '@partial-trust/control'
import { changeCommand, runChange } from '../change-command.js'
import type { ChangeOptions } from '../change-command.js'
import type { RegisterCommand } from '../context.js'

export const registerDemote: RegisterCommand = (program, context) => {
  changeCommand(program, 'demote', 'move a corridor one stage back; at the first stage it closes')
    .addHelpText(
      'after',
      '\nExample:\n  $ partial-trust demote add_shopping_item --reason "support sees more complaints"',
    )
    .action((intent: string | undefined, options: ChangeOptions) =>
      runChange(context, intent, options, async (state, { control }) => {
        const judgement = await currentJudgement(state, control, Date.now())
        const evidence = judgement?.verdict ?? null
        return { kind: 'action', action: { kind: 'demote', evidence } }
      }),
    )
}
