import { gatherFacts, preflight, preflightText } from '@partial-trust/readiness/preflight'
import type { RegisterCommand } from '../context.js'

type PreflightFlags = { readonly json?: true; readonly config?: string; readonly plan?: string }

export const registerPreflight: RegisterCommand = (program, context) => {
  program
    .command('preflight')
    .description('report in six parts whether documents, configuration and code agree')
    .option('--json', 'print the report as JSON')
    .option('--config <file>', 'configuration file that registers the corridors')
    .option('--plan <file>', 'rollout plan')
    .addHelpText(
      'after',
      '\nExits 1 on STOP-THE-LINE: do not enable anything before each contradiction is resolved.' +
        '\n\nExample:\n  $ LLM_POLICY_ENABLED=true LLM_BASE_URL=http://localhost:11434/v1 partial-trust preflight',
    )
    .action(async (flags: PreflightFlags) => {
      const facts = await gatherFacts({
        embedded: context.embedded,
        env: context.env,
        cwd: context.cwd,
        configFile: flags.config,
        planFile: flags.plan,
        nowMs: Date.now(),
      })
      const report = preflight(facts)
      context.stdout.write(
        flags.json === true ? `${JSON.stringify(report, null, 2)}\n` : preflightText(report),
      )
      if (report.stop_the_line.length > 0) context.setExitCode(1)
    })
}
