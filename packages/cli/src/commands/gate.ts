import { cellsHelp } from '../cells-file.js'
import type { RegisterCommand } from '../context.js'
import { gateRecords } from '../gate-records.js'
import { gateRollout } from '../gate-rollout.js'
import { refuseForRollout } from '../refuse-for-rollout.js'
import { wholeNumber } from '../whole-number.js'

type GateOptions = {
  readonly riskLog?: string
  readonly cells?: string
  readonly plan?: string
  readonly stage?: string
  readonly corridor?: string
  readonly incidents?: number
  readonly by?: string
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
      'with --risk-log or --cells; default: partial-trust.plan.yaml in this directory, else the built-in plan',
    )
    .option('--corridor <intent>', 'needed where there are several')
    .option(
      '--incidents <count>',
      'with --risk-log or --cells: incidents reported against the stage',
      wholeNumber,
    )
    .option(
      '--by <key>',
      "also judge each part of a closed list of the corridor's, such as language",
    )
    .option('--json', 'print the verdict as JSON')
    .addHelpText(
      'after',
      `
Without --risk-log: what all processes counted since the stage was entered, incidents and closings included,
under the plan stored with the rollout; what \`promote\`, \`status\`, the controller and the console go by.
Only sealed 10 s buckets of the latest epoch count; missing data is never GO. With --by a part that fails
makes it NO_GO, whatever the whole says. See docs/gates.md.

Examples:
  $ partial-trust gate --corridor decide_refund
  $ partial-trust gate --risk-log logs/partial_trust_risk.jsonl --stage canary`,
    )
    .action(async (options: GateOptions) => {
      const { riskLog, cells } = options
      if (riskLog === undefined && cells === undefined) {
        refuseForRollout(options, '--risk-log or --cells')
        return gateRollout(context, options)
      }
      await gateRecords(context, options)
    })
}
