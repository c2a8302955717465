import { currentJudgement } from '@partial-trust/control'
import { changeCommand, runChange } from '../change-command.js'
import type { ChangeOptions } from '../change-command.js'
import type { RegisterCommand } from '../context.js'

export const registerDemote: RegisterCommand = (program, context) => {
  changeCommand(program, 'demote', 'move a corridor one stage back; at the first stage it closes')
    .option(
      '--part <key=word>',
      'this part alone, the rest goes on: a word of one of the corridor’s closed lists, such as language=de',
    )
    .addHelpText(
      'after',
      `
Examples:
  $ partial-trust demote decide_refund --reason "support sees more complaints"
  $ partial-trust demote decide_refund --part language=de --reason "wrong amounts in German"`,
    )
    .action((intent: string | undefined, options: ChangeOptions & { readonly part?: string }) =>
      runChange(context, intent, options, async (state, { control }) => {
        const { part } = options
        if (part !== undefined) return { kind: 'action', action: { kind: 'demote_part', part } }
        const judgement = await currentJudgement(state, control, Date.now())
        const evidence = judgement?.verdict ?? null
        return { kind: 'action', action: { kind: 'demote', evidence } }
      }),
    )
}
