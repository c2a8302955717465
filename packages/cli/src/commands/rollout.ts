import { decideRollout } from '@partial-trust/control'
import { plansOf } from '../plans-of.js'
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
      '\nExample:\n  $ partial-trust rollout start decide_refund --reason "first week"',
    )
  changeCommand(rollout, 'start', 'start a rollout at the first stage of its plan')
    .option(
      '--plan <file>',
      'the plan to follow; default: the corridor’s own, else partial-trust.plan.yaml, else the built-in one',
    )
    .option('--restart', 'begin anew although the corridor has a rollout; recorded')
    .option('--despite-lint', 'begin although `plan lint` finds errors; recorded')
    .addHelpText(
      'after',
      '\nThe plan is stored with the rollout: editing the file later changes nothing until the next start.\n\n' +
        'Example:\n  $ partial-trust rollout start decide_refund --reason "first week"',
    )
    .action(async (intent: string | undefined, options: StartOptions) => {
      const planOf = await plansOf(context, options)
      return runChange(context, intent, options, async (state, { corridors }) => {
        const { plan, declaresAlpha } = planOf(state.intent)
        return decideRollout({
          plan,
          declaresAlpha,
          corridor: corridors.find((one) => one.intent === state.intent)?.lists ?? null,
          restart: options.restart === true,
          despiteLint: options.despiteLint === true,
        })
      })
    })
}
