import type { Command } from 'commander'
import { explore, renderSarif, renderText } from '../../explore/index.js'
import type { CliContext } from '../context.js'

type Options = { repo: string; json?: true; sarif?: true }

/** `explore PLAN.md`: runs a PLAN prompt on a repository without being able to change it. */
export function registerExplore(program: Command, context: CliContext): void {
  program
    .command('explore')
    .description('Run a PLAN prompt (Markdown) on a repository, read-only by construction')
    .argument(
      '<plan>',
      'the plan: allowed commands, key files, "### Task N: title" with a shell block',
    )
    .option('--repo <dir>', 'top of the repository to look at', '.')
    .option('--json', 'print the report as JSON')
    .option('--sarif', 'print the STOP-THE-LINE issues as SARIF 2.1.0')
    .addHelpText(
      'after',
      `
Exit code 0: clean, 1: STOP-THE-LINE, 2: the plan cannot be used.

Example:
  $ partial-trust explore docs/operations/readiness-plan.md --repo .`,
    )
    .action(async (plan: string, options: Options, command: Command) => {
      if (options.json === true && options.sarif === true) {
        command.error("error: option '--json' cannot be used with option '--sarif'")
      }
      const exploration = await explore({
        planFile: plan,
        repository: options.repo,
        cwd: context.cwd,
        signal: context.signal,
      })
      context.stdout.write(
        options.json === true
          ? `${JSON.stringify(exploration, null, 2)}\n`
          : options.sarif === true
            ? renderSarif(exploration, command.parent?.version() ?? '0')
            : renderText(exploration),
      )
      context.setExitCode(exploration.issues.length === 0 ? 0 : 1)
    })
}
