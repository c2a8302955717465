import type { GateVerdict } from '@partial-trust/core'
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
import { loadPlan } from '@partial-trust/settings/plan'
import type { CliContext, RegisterCommand } from '../context.js'
import { cellsHelp, readCells } from '../cells-file.js'
import { findRiskLog, riskLogHelp } from '../risk-log.js'
import { spareMemory } from '../spare-memory.js'
import { wholeNumber } from '../whole-number.js'

type GateOptions = {
  readonly riskLog?: string
  readonly cells?: string
  readonly plan?: string
  readonly stage: string
  readonly corridor?: string
  readonly incidents: number
  readonly json?: true
}

const exitCodes: { readonly [verdict in GateVerdict]: number } = {
  GO: 0,
  INSUFFICIENT: 10,
  NO_GO: 20,
}

/** `gate`: may this stage go on? */
export const registerGate: RegisterCommand = (program, context) => {
  program
    .command('gate')
    .description(
      'Judge a rollout stage by its risk log: GO (exit 0), INSUFFICIENT (10) or NO_GO (20), valid however often it is asked; 1 when it cannot be judged',
    )
    .requiredOption('--stage <name>', 'a stage of the plan')
    .option('--risk-log <path>', riskLogHelp)
    .option('--cells <file>', cellsHelp)
    .option(
      '--plan <file>',
      'default: partial-trust.plan.yaml in this directory, else the built-in plan',
    )
    .option('--corridor <intent>', 'needed where the log holds several')
    .option('--incidents <count>', 'incidents reported against the stage', wholeNumber, 0)
    .option('--json', 'print the verdict as JSON')
    .addHelpText(
      'after',
      `
Only sealed 10 s buckets of the latest epoch count; missing data is never GO. See docs/gates.md.

Example:
  $ partial-trust gate --risk-log logs/partial_trust_risk.jsonl --stage canary`,
    )
    .action(async (options: GateOptions) => {
      spareMemory()
      const { plan, file: planFile } = loadPlan(context.cwd, options.plan)
      const { stage, corridor = null, incidents } = options
      const question = { plan, stage, corridor, incidents, nowMs: Date.now() }
      const { kind, name, verdict, tally } = await judge(options, question, context)
      const source = verdictSource(tally, { kind, name, plan, planFile, stage, corridor })
      context.stdout.write(
        options.json
          ? `${JSON.stringify({ source, ...verdict }, null, 2)}\n`
          : `${renderSource(source)}\n${renderVerdict(verdict)}`,
      )
      context.setExitCode(exitCodes[verdict.verdict])
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
