import { decideRollout } from '@partial-trust/control'
import { loadPlan } from '@partial-trust/plan'
import { changeCommand, runChange } from '../change-command.js'
import type { ChangeOptions } from '../change-command.js'
import type { RegisterCommand } from '../context.js'

type StartOptions = ChangeOptions & {
  readonly plan?: string
  readonly restart?: true
  readonly despiteLint?: true
}

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
    .option('--restart', 'begin anew although the corridor has a rollout; recorded')
    .option('--despite-lint', 'begin although `plan lint` finds errors; recorded')
    .addHelpText(
      'after',
      '\nThe plan is stored with the rollout: editing the file later changes nothing until the next start.\n\n' +
        'Example:\n  $ partial-trust rollout start add_shopping_item --reason "first week"',
    )
    .action((intent: string | undefined, options: StartOptions) => {
      const { plan, declaresAlpha } = loadPlan(context.cwd, options.plan)
      const decided = decideRollout({
        plan,
        declaresAlpha,
        restart: options.restart === true,
        despiteLint: options.despiteLint === true,
      })
      return runChange(context, intent, options, async () => decided)
    })
}
