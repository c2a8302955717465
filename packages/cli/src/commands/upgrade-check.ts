import { loadConfigFile } from '@partial-trust/host'
import { readConfig, version } from '@partial-trust/settings'
import type { RegisterCommand } from '../context.js'
import { plansOf } from '../plans-of.js'
import { printable } from '../printable.js'
import { riskLogPath } from '../risk-log.js'
import { gatherChanges, type Gathered } from '../upgrade/gather-changes.js'

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
Exit code 0: nobody needs to do anything; 1: a person must, each thing with its place and remedy, or there is
neither a store nor a log of an earlier version; 2: wrong usage.

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
      const gathered = await gatherChanges({
        env,
        cwd,
        config,
        corridors,
        planOf: await plansOf(context, options),
        log: { path, isNamed: options.riskLog !== undefined, stdin, signal },
      })
      const result = resultOf(gathered)
      const report = { version, result, ...gathered }
      context.stdout.write(
        options.json === true ? `${JSON.stringify(report, null, 2)}\n` : asText(result, gathered),
      )
      context.setExitCode(result === 'nothing_to_do' ? 0 : 1)
    })
}

/** Where no earlier version ran, there is nothing to be said of an upgrade: the folder may be another's. */
function resultOf({ changes, looked }: Gathered): keyof typeof closings {
  if (changes.some(({ needs }) => needs === 'person')) return 'to_do'
  return changes.length > 0 || looked.some((one) => one.is_there)
    ? 'nothing_to_do'
    : 'nothing_found'
}

const closings = {
  to_do: (n: number) => `${n} to do by a person before version ${version}`,
  nothing_to_do: () => `nothing to do before version ${version}`,
  nothing_found: () =>
    'NOTHING FOUND of an earlier version: is this the folder, and the environment, of your service?',
} as const

function asText(result: keyof typeof closings, { changes, looked }: Gathered): string {
  const blocks = changes.map(({ needs, part, where, what, remedy }) => {
    const lead = needs === 'person' ? 'TO DO' : 'changes'
    return `${lead}  ${part}  ${printable(where)}\n  ${printable(what)}\n  ${needs === 'person' ? 'do' : 'or'}  ${remedy}\n\n`
  })
  const lines = looked.map(
    (one) => `${one.part}  ${printable(one.where)}: ${one.is_there ? 'read' : 'none there'}\n`,
  )
  const n = changes.filter(({ needs }) => needs === 'person').length
  return `${blocks.join('')}${lines.join('')}${closings[result](n)}\n`
}
