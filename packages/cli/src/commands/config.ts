import { inventory, readConfig } from '@partial-trust/settings'
import type { ConfigProblem, InventoryRow } from '@partial-trust/settings'
import { loadConfigFile } from '@partial-trust/host'
import type { RegisterCommand } from '../context.js'
import { textTable } from '../text-table.js'

export const registerConfig: RegisterCommand = (program, context) => {
  program
    .command('config')
    .description(
      'show every environment variable: type, default, valid range, value, source, problem',
    )
    .option('--json', 'print the inventory as JSON')
    .option('--config <file>', 'configuration file that registers the corridors')
    .addHelpText(
      'after',
      '\nExits 1 when a variable has a problem; the corridors are closed until it is mended.' +
        '\n\nExample:\n  $ PARTIAL_TRUST_SAMPLE_RATE=5 partial-trust config',
    )
    .action(async (options: { readonly json?: true; readonly config?: string }) => {
      const { config: file, file: path } = await loadConfigFile(
        context.cwd,
        options.config,
        context.embedded,
      )
      const intents = file.corridors.map((corridor) => corridor.intent)
      const config = readConfig(context.env, intents)
      const rows = inventory(context.env, config)
      if (options.json === true) {
        const report = {
          config_file: path,
          corridors: intents,
          variables: rows,
          problems: config.problems,
        }
        context.stdout.write(`${JSON.stringify(report, null, 2)}\n`)
      } else {
        context.stdout.write(asText(rows, config.problems, path, intents))
      }
      if (config.problems.length > 0) context.setExitCode(1)
    })
}

function asText(
  rows: readonly InventoryRow[],
  found: readonly ConfigProblem[],
  file: string | null,
  intents: readonly string[],
): string {
  const table = textTable(
    ['variable', 'type', 'default', 'valid', 'value', 'from'],
    rows.map((row) => [row.name, row.type, row.default, row.valid, row.value, row.source]),
  )
  const problems = found.map(({ variable, problem }) => `PROBLEM ${variable}: ${problem}\n`)
  const closing =
    problems.length === 0
      ? 'no problem found\n'
      : `${problems.join('')}every corridor is closed (config_invalid) until this is mended; the baseline answers\n`
  return `corridors: ${intents.join(', ')} (${file ?? 'embedded household example'})\n\n${table}\n${closing}`
}
