import type { RegisteredCorridor } from '@partial-trust/engine'
import { loadConfigFile } from '@partial-trust/host'
import {
  renderVerification,
  verifyLog,
  type KnownCorridor,
} from '@partial-trust/analysis/verify-log'
import type { RegisterCommand } from '../context.js'
import { findRiskLog, riskLogHelp } from '../risk-log.js'

type Options = { readonly riskLog?: string; readonly config?: string; readonly json?: true }

/** `verify-log`: recomputes from the records what must hold of them. */
export const registerVerifyLog: RegisterCommand = (program, context) => {
  program
    .command('verify-log')
    .description(
      'Recompute from a risk log alone what must hold of its records: PASS, or the lines that break it',
    )
    .option('--risk-log <path>', riskLogHelp)
    .option(
      '--config <file>',
      'configuration file that registers the corridors, for their salts, thresholds and reasons',
    )
    .option('--json', 'print the result as JSON')
    .addHelpText(
      'after',
      `
Thresholds and reasons are those of the registered corridors. Of one that is not registered here only what
holds of every corridor is checked, and the output says so. Exit code 0: PASS; 1: a record breaks a rule,
a part of the log is missing, or there is nothing to check.

Example:
  $ partial-trust verify-log --risk-log logs/partial_trust_risk.jsonl`,
    )
    .action(async (options: Options) => {
      const log = await findRiskLog(options.riskLog, context)
      const { config } = await loadConfigFile(context.cwd, options.config, context.embedded)
      const corridors = new Map(config.corridors.map((one) => [one.intent, knownCorridor(one)]))
      const verification = await verifyLog(log, { corridors, signal: context.signal })
      context.stdout.write(
        options.json === true
          ? `${JSON.stringify(verification, null, 2)}\n`
          : renderVerification(verification),
      )
      context.setExitCode(verification.verdict === 'PASS' ? 0 : 1)
    })
}

function knownCorridor({ salt, leastConfidence, reasons }: RegisteredCorridor): KnownCorridor {
  return { salt, leastConfidence, reasons: Object.keys(reasons) }
}
