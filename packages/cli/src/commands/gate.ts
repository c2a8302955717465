import type { GateVerdict } from '@partial-trust/core'
import {
  gateLog,
  renderSource,
  renderVerdict,
  verdictSource,
} from '@partial-trust/analysis/verdict'
import { loadPlan } from '@partial-trust/settings/plan'
import type { RegisterCommand } from '../context.js'
import { findRiskLog, riskLogHelp } from '../risk-log.js'
import { spareMemory } from '../spare-memory.js'
import { wholeNumber } from '../whole-number.js'

type GateOptions = {
  readonly riskLog?: string
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
      const log = await findRiskLog(options.riskLog, context)
      const { stage, corridor = null } = options
      const { verdict, tally } = await gateLog(log, {
        plan,
        stage,
        corridor,
        incidents: options.incidents,
        nowMs: Date.now(),
        signal: context.signal,
      })
      const asked = { kind: 'risk-log', name: log.name, plan, planFile, stage, corridor } as const
      const source = verdictSource(tally, asked)
      context.stdout.write(
        options.json
          ? `${JSON.stringify({ source, ...verdict }, null, 2)}\n`
          : `${renderSource(source)}\n${renderVerdict(verdict)}`,
      )
      context.setExitCode(exitCodes[verdict.verdict])
    })
}
