import { renderParts, renderSource } from '@partial-trust/analysis/verdict'
import { partsVerdict } from '@partial-trust/core'
import type { GateVerdict, PartsReport } from '@partial-trust/core'
import { cellsHelp } from '../cells-file.js'
import type { RegisterCommand } from '../context.js'
import { recordParts } from '../gate-records.js'
import { gateExitCodes, rolloutParts } from '../gate-rollout.js'
import { refuseForRollout } from '../refuse-for-rollout.js'

type PartsOptions = {
  readonly riskLog?: string
  readonly cells?: string
  readonly plan?: string
  readonly stage?: string
  readonly corridor?: string
  readonly by?: string
  readonly json?: true
}

/** `parts`: does the whole hide a part that fails? */
export const registerParts: RegisterCommand = (program, context) => {
  program
    .command('parts')
    .description(
      'Judge each part of a corridor by its closed lists (language, plan, channel, …), so that a failure of one is not masked by the whole. Exit 20 when the whole or any part fails, otherwise as `gate`: GO 0, INSUFFICIENT 10',
    )
    .option('--corridor <intent>', 'needed where there are several')
    .option('--by <key>', 'one closed list; default: each of them')
    .option('--risk-log <path>', 'judge this log alone, and not the rollout in force')
    .option('--cells <file>', `${cellsHelp}, and not the rollout in force`)
    .option('--stage <name>', 'with --risk-log or --cells: a stage of the plan')
    .option(
      '--plan <file>',
      'with --risk-log or --cells; default: partial-trust.plan.yaml in this directory, else the built-in plan',
    )
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
The j-th part to appear spends 1/(j (j + 1)) of the plan's alphas, so that all of them together err no more
often than the plan allows. A plan with \`parts: { by: KEY, demote: true }\` has the controller demote a failing
part alone. See docs/gates.md.

Example:
  $ partial-trust parts --corridor decide_refund --by language`,
    )
    .action(async (options: PartsOptions) => {
      const { line, reports, source } =
        options.riskLog === undefined && options.cells === undefined
          ? { ...(await ofRollout(options)), source: null }
          : await ofRecords(options)
      context.stdout.write(
        options.json === true
          ? `${JSON.stringify({ ...(source && { source }), parts: reports }, null, 2)}\n`
          : `${line}\n${reports.map(renderParts).join('\n')}`,
      )
      context.setExitCode(gateExitCodes[together(reports)])
    })

  async function ofRollout(options: PartsOptions) {
    refuseForRollout(options, '--risk-log or --cells')
    return rolloutParts(context, options)
  }

  async function ofRecords(options: PartsOptions) {
    const { source, reports } = await recordParts(context, options)
    return { line: renderSource(source), source, reports }
  }
}

function together(reports: readonly PartsReport[]): GateVerdict {
  const verdicts = reports.map(partsVerdict)
  return verdicts.includes('NO_GO') ? 'NO_GO' : (verdicts[0] ?? 'INSUFFICIENT')
}
