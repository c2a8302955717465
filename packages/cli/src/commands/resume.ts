import { changeCommand, runChange } from '../change-command.js'
import type { ChangeOptions } from '../change-command.js'
import type { RegisterCommand } from '../context.js'

export const registerResume: RegisterCommand = (program, context) => {
  changeCommand(program, 'resume', 'reopen a killed or closed corridor at the first stage')
    .option(
      '--part <key=word>',
      'this part alone, which was demoted alone: it joins the rest at its stage, its evidence from zero',
    )
    .addHelpText(
      'after',
      `
Parts that were demoted alone stay so until they are resumed by name.

Examples:
  $ partial-trust resume decide_refund --reason "prompt mended, see 812"
  $ partial-trust resume decide_refund --part language=de --reason "prompt mended, see 812"`,
    )
    .action((intent: string | undefined, options: ChangeOptions & { readonly part?: string }) =>
      runChange(context, intent, options, async () => {
        const { part } = options
        return {
          kind: 'action',
          action: part === undefined ? { kind: 'resume' } : { kind: 'resume_part', part },
        }
      }),
    )
}
