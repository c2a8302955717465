import { loadConfigFile } from '@partial-trust/host'
import { readConfig, version } from '@partial-trust/settings'
import type { RegisterCommand } from '../context.js'
import { plansOf } from '../plans-of.js'
import { printable } from '../printable.js'
import { riskLogPath } from '../risk-log.js'
import type { Change } from '../upgrade/format-changes.js'
import { gatherChanges } from '../upgrade/gather-changes.js'

type Options = {
  readonly json?: true
  readonly config?: string
  readonly plan?: string
  readonly riskLog?: string
}

/** `upgrade-check`: what will be otherwise with this version, before it runs. */
export const registerUpgradeCheck: RegisterCommand = (program, context) => {
  program
    .command('upgrade-check')
    .description(
      'Read the environment, policy, plans, store and risk log of an earlier version, and say what will change with this one; changes nothing',
    )
    .option('--json', 'print the report as JSON')
    .option('--config <file>', 'configuration file that registers the corridors')
    .option('--plan <file>', 'rollout plan; default: that of each corridor')
    .option('--risk-log <path>', 'the log; default: $PARTIAL_TRUST_RISK_LOG_PATH')
    .addHelpText(
      'after',
      `
Exit code 0: nobody needs to do anything; 1: a person must, each thing with its place and remedy; 2: wrong usage.

Example:
  $ partial-trust upgrade-check --json`,
    )
    .action(async (options: Options) => {
      const { cwd, env, embedded, stdin, signal } = context
      const { config: registered } = await loadConfigFile(cwd, options.config, embedded)
      const { corridors } = registered
      const config = readConfig(
        env,
        corridors.map(({ intent }) => intent),
      )
      const path = riskLogPath(options.riskLog, context)
      const changes = await gatherChanges({
        env,
        cwd,
        config,
        corridors,
        planOf: await plansOf(context, options),
        log: { path, isNamed: options.riskLog !== undefined, stdin, signal },
      })
      const needsPerson = changes.some(({ needs }) => needs === 'person')
      const report = { version, result: needsPerson ? 'to_do' : 'nothing_to_do', changes }
      context.stdout.write(
        options.json === true ? `${JSON.stringify(report, null, 2)}\n` : asText(changes),
      )
      context.setExitCode(needsPerson ? 1 : 0)
    })
}

function asText(changes: readonly Change[]): string {
  const blocks = changes.map(({ needs, part, where, what, remedy }) => {
    const lead = needs === 'person' ? 'TO DO' : 'changes'
    return `${lead}  ${part}  ${printable(where)}\n  ${printable(what)}\n  ${needs === 'person' ? 'do' : 'or'}  ${remedy}\n\n`
  })
  const n = changes.filter(({ needs }) => needs === 'person').length
  const closing =
    n === 0
      ? `nothing to do before version ${version}\n`
      : `${n} to do by a person before version ${version}\n`
  return `${blocks.join('')}${closing}`
}
