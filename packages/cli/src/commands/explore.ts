import { InvalidArgumentError, type Command } from 'commander'
import {
  explore,
  openAgent,
  renderJson,
  renderSarif,
  renderText,
  type Exploration,
  type ExploreSettings,
  type OpenAgent,
} from '@partial-trust/explore'
import type { CliContext } from '../context.js'

type Options = { repo: string; json?: true; sarif?: true; llm?: true; timeLimit: number }

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
    .option(
      '--llm',
      'let the configured LLM answer each Report line from the evidence; any doubt leaves the evidence',
    )
    .option(
      '--time-limit <seconds>',
      'most seconds for the whole run, 1 to 3600; what is left undone then is reported',
      parseSeconds,
      120,
    )
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
      const { env, cwd, signal } = context
      const agent = options.llm === true ? openAgent(env, cwd, signal) : null
      const answer = agent === null ? {} : { answer: agent.answer }
      const limits = { totalMs: options.timeLimit * 1_000 }
      const settings = { planFile: plan, repository: options.repo, cwd, signal, limits, ...answer }
      const exploration = await exploreWith(settings, agent)
      context.stdout.write(
        options.json === true
          ? renderJson(exploration)
          : options.sarif === true
            ? renderSarif(exploration, command.parent?.version() ?? '0')
            : renderText(exploration),
      )
      context.setExitCode(exploration.issues.length === 0 ? 0 : 1)
    })
}

async function exploreWith(
  settings: ExploreSettings,
  agent: OpenAgent | null,
): Promise<Exploration> {
  try {
    return await explore(settings)
  } finally {
    await agent?.close()
  }
}

function parseSeconds(text: string): number {
  const seconds = /^\d{1,4}$/u.test(text) ? Number(text) : 0
  if (seconds >= 1 && seconds <= 3_600) return seconds
  throw new InvalidArgumentError('must be a whole number from 1 to 3600')
}
