import { currentJudgement, decidePromotion } from '@partial-trust/control'
import { changeCommand, runChange } from '../change-command.js'
import type { ChangeOptions } from '../change-command.js'
import type { RegisterCommand } from '../context.js'

type PromoteOptions = ChangeOptions & { readonly withoutGo?: true }

export const registerPromote: RegisterCommand = (program, context) => {
  changeCommand(program, 'promote', 'move a corridor to the next stage of its plan')
    .option('--without-go', 'promote although the gates do not say GO; recorded in the audit trail')
    .addHelpText(
      'after',
      '\nNeeds GO of the rollout in force (see `partial-trust gate`), which goes into the audit trail. Without\n' +
        'it nothing is done: exit 10 for INSUFFICIENT, 20 for NO_GO.\n\nExample:\n  $ partial-trust promote add_shopping_item --reason "GO since this morning"',
    )
    .action((intent: string | undefined, options: PromoteOptions) =>
      runChange(context, intent, options, async (state, { control }) => {
        const judgement = await currentJudgement(state, control, Date.now())
        return decidePromotion(judgement?.verdict ?? null, options.withoutGo === true)
      }),
    )
}
