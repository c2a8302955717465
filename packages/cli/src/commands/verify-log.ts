import { loadConfigFile } from '@partial-trust/host'
import { renderVerification, verifyLog } from '@partial-trust/analysis/verify-log'
import type { RegisterCommand } from '../context.js'
import { riskLogPath } from './analyze.js'

type Options = { readonly riskLog?: string; readonly config?: string; readonly json?: true }

/** `verify-log`: recomputes from the records what must hold of them. */
export const registerVerifyLog: RegisterCommand = (program, context) => {
  program
    .command('verify-log')
    .description(
      'Recompute from a risk log alone what must hold of its records: PASS, or the lines that break it',
    )
    .option('--risk-log <path>', 'the log; default: $PARTIAL_TRUST_RISK_LOG_PATH')
    .option('--config <file>', 'configuration file that registers the corridors, for their salts')
    .option('--json', 'print the result as JSON')
    .addHelpText(
      'after',
      `
Exit code 0: PASS, 1: a record breaks a rule. A log that does not exist yet passes.

Example:
  $ partial-trust verify-log --risk-log logs/partial_trust_risk.jsonl`,
    )
    .action(async (options: Options) => {
      const path = riskLogPath(options.riskLog, context)
      const { config } = await loadConfigFile(context.cwd, options.config, context.embedded)
      const salts = new Map(config.corridors.map(({ intent, salt }) => [intent, salt]))
      const verification = await verifyLog(path, { salts, signal: context.signal })
      context.stdout.write(
        options.json === true
          ? `${JSON.stringify(verification, null, 2)}\n`
          : renderVerification(verification),
      )
      context.setExitCode(verification.verdict === 'PASS' ? 0 : 1)
    })
}
