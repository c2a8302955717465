import { resolve } from 'node:path'
import { InvalidArgumentError, Option } from 'commander'
import { rateMetrics, scenarioKinds, type RateMetric, type Scenario } from '@partial-trust/core'
import {
  renderSimulation,
  simulate,
  simulationPage,
  simulationWords,
} from '@partial-trust/analysis/simulation'
import type { CliContext, RegisterCommand } from '../context.js'
import { wantedPlan } from '../wanted-plan.js'
import { writeOutput } from '../write-output.js'

type SimulateOptions = {
  readonly plan?: string
  readonly corridor?: string
  readonly config?: string
  readonly traffic?: number
  readonly scenario: (typeof scenarioKinds)[number]
  readonly metric: RateMetric
  readonly rate?: number
  readonly to: number
  readonly day: number
  readonly days: number
  readonly hours: number
  readonly correlation: number
  readonly runs: number
  readonly seed: number
  readonly longest: number
  readonly json?: true
  readonly html?: string
}

const usualTraffic = 20_000
/** Minutes: failures inside one window hang together, and NO_GO is looked for after each. */
const windowMinutes = 10

/** `simulate`: what a plan would do under stated traffic and failures. */
export const registerSimulate: RegisterCommand = (program, context) => {
  program
    .command('simulate')
    .description(
      'Roll a plan out many times under stated traffic and failures: time per stage, chance of a wrong promotion or stop, detection delay, bad decisions',
    )
    .option('--plan <file>', 'default: partial-trust.plan.yaml here, else the built-in plan')
    .option('--corridor <intent>', 'a registered corridor: the plan that its rollouts follow')
    .option('--config <file>', 'with --corridor: configuration file that registers the corridors')
    .option(
      '--traffic <per-day>',
      `decisions a day that reach the draw; default: the plan's, else ${usualTraffic}`,
      above0,
    )
    .addOption(
      new Option('--scenario <kind>', 'how the rate moves')
        .choices(scenarioKinds)
        .default('constant'),
    )
    .addOption(
      new Option('--metric <name>', 'the metric it is about')
        .choices(rateMetrics)
        .default('attempt_error'),
    )
    .option('--rate <share>', "healthy rate; default: the plan's expected event_rate", share)
    .option('--to <share>', 'rate it goes to (sudden, drift, outage)', share, 0.2)
    .option('--day <number>', 'day on which it starts to change', atLeast0, 2)
    .option('--days <number>', 'days a drift takes', above0, 5)
    .option('--hours <number>', 'hours an outage lasts', above0, 2)
    .option('--correlation <share>', 'intra-window correlation of bursts', share, 0.1)
    .option('--runs <count>', 'rollouts to simulate', count, 200)
    .option('--seed <number>', 'equal seeds give equal answers', count, 1)
    .option('--longest <days>', 'give a rollout up after this many days', above0, 120)
    .option('--json', 'print the result as JSON')
    .option('--html <file>', 'also write a page with pictures')
    .addHelpText(
      'after',
      `
${simulationWords.join('\n')}

Example:
  $ partial-trust simulate --traffic 20000 --scenario sudden --to 0.15 --day 4 --html simulation.html`,
    )
    .action((options: SimulateOptions) => run(context, options))
}

async function run(context: CliContext, options: SimulateOptions): Promise<void> {
  const { loaded } = await wantedPlan(context, options.plan, options)
  const { plan } = loaded
  const decisionsPerDay = options.traffic ?? plan.expect.decisions_per_day ?? usualTraffic
  const progress = progressBar(context, options.runs)
  const simulation = await simulate(
    {
      plan,
      scenario: scenarioOf(options, plan.expect.event_rate),
      metric: options.metric,
      decisionsPerDay,
      windowMinutes,
      longestDays: options.longest,
      runs: options.runs,
      seed: options.seed,
    },
    { progress, signal: context.signal },
  )
  context.stdout.write(
    options.json ? `${JSON.stringify(simulation, null, 2)}\n` : renderSimulation(simulation),
  )
  if (!simulation.complete) context.setExitCode(1)
  if (options.html !== undefined) {
    const path = resolve(context.cwd, options.html)
    writeOutput(path, simulationPage(simulation), 'the page')
    context.stderr.write(`page written to ${path}\n`)
  }
}

function scenarioOf(options: SimulateOptions, usual: number): Scenario {
  const { scenario: kind, rate = usual, to, day, days, hours, correlation } = options
  switch (kind) {
    case 'constant':
      return { kind, rate }
    case 'sudden':
      return { kind, rate, to, day }
    case 'drift':
      return { kind, rate, to, day, days }
    case 'bursts':
      return { kind, rate, correlation }
    case 'outage':
      return { kind, rate, to, day, hours }
  }
}

/** A bar that redraws itself on a terminal; elsewhere a line every quarter. */
function progressBar({ stderr }: CliContext, runs: number): (done: number) => void {
  const isTerminal = 'isTTY' in stderr && stderr.isTTY === true
  let shown = -1
  return (done) => {
    const step = Math.floor((done / runs) * (isTerminal ? 40 : 4))
    if (step === shown) return
    shown = step
    if (!isTerminal) {
      if (step > 0) stderr.write(`simulated ${done} of ${runs}\n`)
      return
    }
    stderr.write(`\r[${'#'.repeat(step)}${'.'.repeat(40 - step)}] ${done} of ${runs}`)
    if (done === runs) stderr.write('\n')
  }
}

function decimal(text: string): number {
  return /^\d+(?:\.\d+)?$/u.test(text) ? Number(text) : Number.NaN
}

function atLeast0(text: string): number {
  const value = decimal(text)
  if (value >= 0) return value
  throw new InvalidArgumentError('must be a number from 0')
}

function above0(text: string): number {
  const value = decimal(text)
  if (value > 0) return value
  throw new InvalidArgumentError('must be a number above 0')
}

function share(text: string): number {
  const value = decimal(text)
  if (value >= 0 && value < 1) return value
  if (value === 1) return 1
  throw new InvalidArgumentError('must be a share from 0 to 1')
}

function count(text: string): number {
  if (/^[1-9]\d{0,6}$/u.test(text)) return Number(text)
  throw new InvalidArgumentError('must be a whole number from 1')
}
