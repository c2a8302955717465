import type { GateVerdict } from '@partial-trust/core'
import { gateLog, renderVerdict } from '@partial-trust/analysis/verdict'
import { loadPlan } from '@partial-trust/settings/plan'
import type { RegisterCommand } from '../context.js'
import { spareMemory } from '../spare-memory.js'
import { wholeNumber } from '../whole-number.js'
import { riskLogPath } from './analyze.js'

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
    .option('--risk-log <path>', 'the log; default: $PARTIAL_TRUST_RISK_LOG_PATH')
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
      const { plan } = loadPlan(context.cwd, options.plan)
      const verdict = await gateLog(riskLogPath(options.riskLog, context), {
        plan,
        stage: options.stage,
        corridor: options.corridor ?? null,
        incidents: options.incidents,
        nowMs: Date.now(),
        signal: context.signal,
      })
      context.stdout.write(
        options.json ? `${JSON.stringify(verdict, null, 2)}\n` : renderVerdict(verdict),
      )
      context.setExitCode(exitCodes[verdict.verdict])
    })
}
