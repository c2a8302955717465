import { changeCommand, runChange } from '../change-command.js'
import type { ChangeOptions } from '../change-command.js'
import type { RegisterCommand } from '../context.js'
import { controlPlan } from '@partial-trust/control'
import { loadPlan } from '@partial-trust/plan'

export const registerRollout: RegisterCommand = (program, context) => {
  const rollout = program
    .command('rollout')
    .description('begin to roll a corridor out')
    .addHelpText(
      'after',
      '\nExample:\n  $ partial-trust rollout start add_shopping_item --reason "first week"',
    )
  changeCommand(rollout, 'start', 'start a rollout at the first stage of its plan')
    .option(
      '--plan <file>',
      'the plan to follow; default partial-trust.plan.yaml, else the built-in one',
    )
    .addHelpText(
      'after',
      '\nThe plan is stored with the rollout: editing the file later changes nothing until the next start.\n\n' +
        'Example:\n  $ partial-trust rollout start add_shopping_item --reason "first week"',
    )
    .action((intent: string | undefined, options: ChangeOptions & { readonly plan?: string }) => {
      const { plan } = loadPlan(context.cwd, options.plan)
      return runChange(context, intent, options, async () => ({
        kind: 'rollout',
        plan: controlPlan(plan),
      }))
    })
}
