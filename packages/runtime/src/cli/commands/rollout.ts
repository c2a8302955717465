import { changeCommand, runChange } from '../change-command.js'
import type { ChangeOptions } from '../change-command.js'
import type { RegisterCommand } from '../context.js'
import { defaultControlPlan } from '../../control/index.js'

export const rolloutCommand: RegisterCommand = (program, context) => {
  const rollout = program.command('rollout').description('begin to roll a corridor out')
  changeCommand(rollout, 'start', 'start a rollout at the first stage of its plan')
    .addHelpText(
      'after',
      '\nThe plan is stored with the rollout: editing the file later changes nothing until the next start.\n\n' +
        'Example:\n  $ partial-trust rollout start add_shopping_item --reason "first week"',
    )
    .action((intent: string | undefined, options: ChangeOptions) =>
      runChange(context, intent, options, async () => ({
        kind: 'rollout',
        plan: defaultControlPlan,
      })),
    )
}
