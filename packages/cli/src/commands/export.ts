import { resolve } from 'node:path'
import { missingLog } from '@partial-trust/analysis'
import { exportLog, type ExportResult } from '@partial-trust/analysis/parquet'
import { UserError } from '@partial-trust/settings'
import type { RegisterCommand } from '../context.js'
import { findRiskLog, riskLogHelp } from '../risk-log.js'

type ExportOptions = {
  readonly parquet: string
  readonly riskLog?: string
  readonly json?: true
}

/** `export`: a risk log as Parquet. */
export const registerExport: RegisterCommand = (program, context) => {
  program
    .command('export')
    .description(
      'Write a risk log as Parquet through DuckDB, a folder a day and corridor. Each part of the log is read back and counted before it is listed in manifest.json; an interrupted export goes on where it was, and what grew since is written anew',
    )
    .requiredOption('--parquet <folder>', 'where to; made when it is not there')
    .option('--risk-log <path>', riskLogHelp)
    .option('--json', 'print what was written as JSON')
    .addHelpText(
      'after',
      `
DuckDB (70 MB) is not installed with this program: npm install @duckdb/node-api

Example:
  $ partial-trust export --risk-log logs/partial_trust_risk.jsonl --parquet records
  $ partial-trust cells --records 'records/**/*.parquet' > cells.jsonl`,
    )
    .action(async ({ parquet, riskLog, json }: ExportOptions) => {
      const log = await findRiskLog(riskLog, context)
      if (log.parts.length === 0 && log.holes.length === 0) {
        throw new UserError(await missingLog(log.name))
      }
      const result = await exportLog(log, resolve(context.cwd, parquet), context.signal)
      context.stdout.write(json ? `${JSON.stringify(result, null, 2)}\n` : textOf(result))
      if (result.holes.length > 0) context.setExitCode(1)
    })
}

function textOf({ folder, written, kept, holes }: ExportResult): string {
  const lines = [
    ...written.map(
      ({ name, records, unreadable_lines: unread }) =>
        `wrote ${name}: ${records} records${unread > 0 ? `, ${unread} unreadable lines left out` : ''}`,
    ),
    ...kept.map(({ name, records }) => `was there: ${name}, ${records} records`),
    ...holes.map((hole) => `missing: ${hole}`),
    `${folder} holds ${[...written, ...kept].reduce((sum, { records }) => sum + records, 0)} records of this log, read back and counted`,
  ]
  return `${lines.join('\n')}\n`
}
