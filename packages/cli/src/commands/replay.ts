import { InvalidArgumentError, Option } from 'commander'
import { judgedCells, type StageVerdict } from '@partial-trust/core'
import {
  readAttempts,
  renderReplay,
  Replay,
  replayPage,
  tallyLog,
  tallyMetrics,
  withStoredLog,
  type LogTally,
  type ReplayAnswer,
  type RiskLog,
  type Scenario,
} from '@partial-trust/analysis'
import {
  corridorOf,
  gateTally,
  requireSubject,
  verdictSource,
} from '@partial-trust/analysis/verdict'
import { loadPlan, type LoadedPlan } from '@partial-trust/plan'
import { UserError } from '@partial-trust/settings'
import type { CliContext, RegisterCommand } from '../context.js'
import { planOfRollout } from '../plan-of-rollout.js'
import { findRiskLog, riskLogHelp } from '../risk-log.js'

type ReplayOptions = {
  readonly riskLog?: string
  readonly stage: string
  readonly plan?: string
  readonly corridor?: string
  readonly confidence?: readonly number[]
  readonly deadlineMs?: readonly number[]
  readonly format: 'text' | 'json' | 'html'
  readonly json?: true
}

const usualConfidences = [0.5, 0.6, 0.7, 0.8, 0.9]
const mostScenarios = 36

/** `replay`: what a log would have said under other settings. */
export const registerReplay: RegisterCommand = (program, context) => {
  program
    .command('replay')
    .description(
      'What if? Judge the candidates of a risk log again under other confidence thresholds, deadlines or gates (--plan), without asking a model',
    )
    .requiredOption('--stage <name>', 'a stage of the plan')
    .option('--risk-log <path>', riskLogHelp)
    .option(
      '--plan <file>',
      'default: without --risk-log the plan that the rollout in force follows; else partial-trust.plan.yaml in this directory, else the built-in plan',
    )
    .option('--corridor <intent>', 'needed where the log holds several')
    .option('--confidence <list>', 'least confidences to try, 0 to 1: 0.6,0.8', shares)
    .option('--deadline-ms <list>', 'deadlines to try: 100,150', milliseconds)
    .addOption(
      new Option('--format <format>', 'what to print')
        .choices(['text', 'json', 'html'])
        .default('text'),
    )
    .option('--json', 'the same as --format json')
    .addHelpText(
      'after',
      `
Without a list, confidences of ${usualConfidences.join(', ')} are tried; with both, every combination.
A log cannot tell how a candidate that timed out would have ended under a longer deadline: such attempts
are counted and named, and a verdict that hangs on them is INSUFFICIENT.

Example:
  $ partial-trust replay --risk-log logs/partial_trust_risk.jsonl --stage canary --confidence 0.6,0.7,0.8 --deadline-ms 150,200`,
    )
    .action(async (options: ReplayOptions) => {
      const log = await findRiskLog(options.riskLog, context)
      const { signal } = context
      const answer = await withStoredLog(log, (stored) => replay(stored, options, context), signal)
      context.stdout.write(
        options.format === 'json' || options.json
          ? `${JSON.stringify(answer, null, 2)}\n`
          : options.format === 'html'
            ? replayPage(answer)
            : renderReplay(answer),
      )
    })
}

async function replay(
  log: RiskLog,
  options: ReplayOptions,
  context: CliContext,
): Promise<ReplayAnswer> {
  const { stage } = options
  const { signal } = context
  const nowMs = Date.now()
  const whole = await tallyLog(log, { signal })
  const named = corridorOf(whole, options.corridor ?? null)
  const { plan, file: planFile } = await planFor(
    options,
    named ?? whole.cohorts[0]?.cohort.corridor,
    context,
  )
  const asked = { plan, stage, corridor: named }
  const corridor = await requireSubject(log, whole, asked)
  const judge = (tally: LogTally): StageVerdict =>
    gateTally(tally, { plan, stage, corridor, nowMs, incidents: 0 })
  judge(whole) // says at once when the stage or the corridor is wrong
  const { longestDeadlineMs } = whole
  const cells = { plan, stage, corridor, nowMs, longestDeadlineMs }
  const { epoch, includes } = judgedCells(tallyMetrics(whole), cells)
  const question = { includes, judge }
  const plays = scenarios(options).map((scenario) => new Replay(scenario, whole, question))
  for await (const attempt of readAttempts(log, [], signal)) {
    for (const play of plays) play.add(attempt)
  }
  const source = verdictSource(whole, { kind: 'risk-log', name: log.name, ...asked, planFile })
  const played = plays.map((play) => play.result(question))
  return { source, stage, epoch, holes: whole.holes, scenarios: played }
}

/** As `gate` takes it: a log that was named is judged by the plan of the folder, this place's own by the one in force. */
async function planFor(
  { plan, riskLog }: ReplayOptions,
  corridor: string | undefined,
  context: CliContext,
): Promise<Pick<LoadedPlan, 'plan' | 'file'>> {
  const inForce =
    plan === undefined && riskLog === undefined ? await planOfRollout(context, corridor) : null
  if (inForce === null) return loadPlan(context.cwd, plan)
  return { plan: inForce, file: 'stored with the rollout' }
}

function scenarios({ confidence, deadlineMs }: ReplayOptions): readonly Scenario[] {
  const asIs = { confidence: null, deadlineMs: null }
  const byDefault = deadlineMs === undefined ? usualConfidences : [null]
  const tried = (confidence ?? byDefault).flatMap((least) =>
    (deadlineMs ?? [null]).map((limit) => ({ confidence: least, deadlineMs: limit })),
  )
  if (tried.length <= mostScenarios) return [asIs, ...tried]
  throw new UserError(`${tried.length} combinations are too many: try at most ${mostScenarios}`, 2)
}

function shares(text: string): number[] {
  return numbers(text, (value) => value >= 0 && value <= 1, 'shares from 0 to 1, such as 0.6,0.8')
}

function milliseconds(text: string): number[] {
  return numbers(text, isDeadline, 'whole milliseconds from 1 to 60000, such as 100,150')
}

function isDeadline(value: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= 60_000
}

function numbers(text: string, valid: (value: number) => boolean, wanted: string): number[] {
  const values = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)))
  if (values.every(valid)) return values
  throw new InvalidArgumentError(`must be ${wanted}`)
}
