import {
  corridorOf,
  gateLog,
  gateTally,
  renderSource,
  renderVerdict,
  requireStageRecords,
  verdictSource,
  type GateQuestion,
  type LogVerdict,
  type VerdictSource,
} from '@partial-trust/analysis/verdict'
import { UserError } from '@partial-trust/settings'
import { loadPlan } from '@partial-trust/plan'
import { cellsHelp, readCells } from '../cells-file.js'
import type { CliContext, RegisterCommand } from '../context.js'
import { gateExitCodes, gateRollout } from '../gate-rollout.js'
import { findRiskLog } from '../risk-log.js'
import { spareMemory } from '../spare-memory.js'
import { wholeNumber } from '../whole-number.js'

type GateOptions = {
  readonly riskLog?: string
  readonly cells?: string
  readonly plan?: string
  readonly stage?: string
  readonly corridor?: string
  readonly incidents: number
  readonly json?: true
}

/** `gate`: may this stage go on? */
export const registerGate: RegisterCommand = (program, context) => {
  program
    .command('gate')
    .description(
      'Judge the rollout in force, or with --risk-log that log alone: GO (exit 0), INSUFFICIENT (10) or NO_GO (20), valid however often it is asked; 1 when it cannot be judged',
    )
    .option('--stage <name>', 'with --risk-log or --cells: a stage of the plan')
    .option(
      '--risk-log <path>',
      'judge this log alone, and not the rollout in force; - reads standard input',
    )
    .option('--cells <file>', `${cellsHelp}, and not the rollout in force`)
    .option(
      '--plan <file>',
      'default: partial-trust.plan.yaml in this directory, else the built-in plan',
    )
    .option('--corridor <intent>', 'needed where there are several')
    .option('--incidents <count>', 'incidents reported against the stage', wholeNumber, 0)
    .option('--json', 'print the verdict as JSON')
    .addHelpText(
      'after',
      `
Without --risk-log: what all processes counted since the stage was entered, incidents and closings included,
under the plan stored with the rollout; what \`promote\`, \`status\`, the controller and the console go by.
Only sealed 10 s buckets of the latest epoch count; missing data is never GO. See docs/gates.md.

Examples:
  $ partial-trust gate --corridor add_shopping_item
  $ partial-trust gate --risk-log logs/partial_trust_risk.jsonl --stage canary`,
    )
    .action(async (options: GateOptions) => {
      const { riskLog, cells, stage, corridor = null, incidents } = options
      if (riskLog === undefined && cells === undefined) {
        if (options.plan !== undefined) {
          throw new UserError(
            '--plan goes with --risk-log or --cells: the rollout in force is judged under the plan it was started with',
            2,
          )
        }
        return gateRollout(context, options)
      }
      if (stage === undefined) {
        throw new UserError(
          '--risk-log and --cells need --stage NAME: they do not say which is in force',
          2,
        )
      }
      spareMemory()
      const { plan, file: planFile } = loadPlan(context.cwd, options.plan)
      const question = { plan, stage, corridor, incidents, nowMs: Date.now() }
      const { kind, name, verdict, tally } = await judge(options, question, context)
      const source = verdictSource(tally, { kind, name, plan, planFile, stage, corridor })
      context.stdout.write(
        options.json
          ? `${JSON.stringify({ source, ...verdict }, null, 2)}\n`
          : `${renderSource(source)}\n${renderVerdict(verdict)}`,
      )
      context.setExitCode(gateExitCodes[verdict.verdict])
    })
}

type Judged = LogVerdict & { readonly kind: VerdictSource['kind']; readonly name: string }

async function judge(
  { riskLog, cells }: GateOptions,
  question: GateQuestion,
  context: CliContext,
): Promise<Judged> {
  if (cells === undefined) {
    const log = await findRiskLog(riskLog, context)
    const { signal } = context
    const judged = await gateLog(log, { ...question, signal })
    return { kind: 'risk-log', name: log.name, ...judged }
  }
  if (riskLog !== undefined) {
    throw new UserError('--cells and --risk-log are two sources: give the one to judge', 2)
  }
  const { name, tally } = await readCells(cells, context)
  const verdict = gateTally(tally, question)
  const corridor = corridorOf(tally, question.corridor)
  requireStageRecords(tally, { ...question, corridor })
  return { kind: 'cells', name, verdict, tally }
}
