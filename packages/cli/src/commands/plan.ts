import { InvalidArgumentError, type Command } from 'commander'
import { lintPlan, type Plan } from '@partial-trust/core'
import { planSchema, renderLint, renderPlan } from '@partial-trust/plan'
import type { CliContext, RegisterCommand } from '../context.js'
import { wantedPlan } from '../wanted-plan.js'
import type { WantedPlan } from '../wanted-plan.js'

type PlanOptions = {
  readonly json?: true
  readonly traffic?: number
  readonly corridor?: string
  readonly config?: string
}

const fileArgument = 'default: partial-trust.plan.yaml in this directory, else the built-in plan'

/** `plan`: what a rollout plan says, and what is wrong with it. */
export const registerPlan: RegisterCommand = (program, context) => {
  const plan = program
    .command('plan')
    .description('read and check the rollout plan')
    .addHelpText('after', '\nExample:\n  $ partial-trust plan lint')
  registerLint(plan, context)
  registerShow(plan, context)
  plan
    .command('schema')
    .description('print the JSON Schema of plan files, for editors')
    .addHelpText(
      'after',
      '\nExample:\n  $ partial-trust plan schema > partial-trust.plan.schema.json',
    )
    .action(() => {
      context.stdout.write(`${JSON.stringify(planSchema, null, 2)}\n`)
    })
}

function registerLint(plan: Command, context: CliContext): void {
  plan
    .command('lint')
    .description(
      'Name every vacuous, unreachable or contradictory gate with its arithmetic; exit 1 when there is one',
    )
    .argument('[file]', fileArgument)
    .option('--traffic <per-day>', 'decisions a day to reckon with', positive)
    .option('--corridor <intent>', 'a registered corridor: also name what cannot move in it')
    .option('--config <file>', 'with --corridor: configuration file that registers the corridors')
    .option('--json', 'print the findings as JSON')
    .addHelpText(
      'after',
      '\nWarnings and notes do not change the exit code. The rules are explained in docs/gates.md.\n\nExample:\n  $ partial-trust plan lint partial-trust.plan.yaml --traffic 20000',
    )
    .action(async (file: string | undefined, options: PlanOptions) => {
      const { corridor, loaded } = withTraffic(await wantedPlan(context, file, options), options)
      const { declaresAlpha } = loaded
      const findings = lintPlan(loaded.plan, { declaresAlpha, corridor: corridor?.lists ?? null })
      if (options.json) {
        const lined = findings.map((found) => ({ ...found, line: loaded.lineAt(found.path) }))
        context.stdout.write(`${JSON.stringify({ file: loaded.file, findings: lined }, null, 2)}\n`)
      } else context.stdout.write(renderLint(findings, loaded))
      if (findings.some(({ severity }) => severity === 'error')) context.setExitCode(1)
    })
}

function registerShow(plan: Command, context: CliContext): void {
  plan
    .command('show')
    .description('Show a plan with every default filled in and what its gates take in decisions')
    .argument('[file]', fileArgument)
    .option('--corridor <intent>', 'a registered corridor: the plan that its rollouts follow')
    .option('--config <file>', 'with --corridor: configuration file that registers the corridors')
    .option('--json', 'print the plan as JSON; it is a valid plan file too')
    .addHelpText('after', '\nExample:\n  $ partial-trust plan show --json')
    .action(async (file: string | undefined, options: PlanOptions) => {
      const { loaded } = withTraffic(await wantedPlan(context, file, options), options)
      context.stdout.write(
        options.json
          ? `${JSON.stringify(loaded.plan, null, 2)}\n`
          : renderPlan(loaded.plan, loaded.file ?? '(built in)'),
      )
    })
}

function withTraffic({ corridor, loaded }: WantedPlan, { traffic }: PlanOptions): WantedPlan {
  if (traffic === undefined) return { corridor, loaded }
  const expect = { ...loaded.plan.expect, decisions_per_day: traffic }
  const plan: Plan = { ...loaded.plan, expect }
  return { corridor, loaded: { ...loaded, plan } }
}

function positive(text: string): number {
  const value = Number(text)
  if (/^\d+(?:\.\d+)?$/u.test(text) && value > 0) return value
  throw new InvalidArgumentError('must be a number above 0')
}
