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
    .action((intent: string | undefined, options: StartOptions) =>
      runChange(context, intent, options, async (state, { corridors }) => {
        const corridor = corridors.find((one) => one.intent === state.intent) ?? null
        const { plan, declaresAlpha } = loadPlan(context.cwd, options.plan ?? corridor?.own.plan)
        return decideRollout({
          plan,
          declaresAlpha,
          corridor: corridor?.lists ?? null,
          restart: options.restart === true,
          despiteLint: options.despiteLint === true,
        })
      }),
    )
}
