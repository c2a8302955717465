import { resolve } from 'node:path'
import { cellsQuery, dialects, foldCells, type DialectName } from '@partial-trust/analysis/cells'
import { missingLog, type RiskLog } from '@partial-trust/analysis'
import { UserError } from '@partial-trust/settings'
import { Option } from 'commander'
import { requireApart } from '../require-apart.js'
import type { CliContext, RegisterCommand } from '../context.js'
import { findRiskLog, riskLogHelp } from '../risk-log.js'
import { writable } from '../writable.js'

type CellsOptions = {
  readonly riskLog?: readonly string[]
  readonly records?: readonly string[]
  readonly parquet?: string
  readonly sql?: DialectName
  readonly from?: string
  readonly jsonColumn?: string
}

/** `cells`: the counts between records and verdicts. */
export const registerCells: RegisterCommand = (program, context) => {
  program
    .command('cells')
    .description(
      'Count risk logs into cells, one JSON line for every corridor, epoch, stage, rate, process and ten seconds: metric -> [s, n]. `gate --cells` judges them as it judges the log',
    )
    .option('--risk-log <path...>', `${riskLogHelp}; several are counted one after the other`)
    .addOption(
      new Option(
        '--records <pattern...>',
        'count Parquet files of records instead, as `export --parquet` writes them',
      ).conflicts('riskLog'),
    )
    .option('--parquet <file>', 'write the cells to this Parquet file instead of JSON lines')
    .addOption(
      new Option(
        '--sql <engine>',
        'print the query that computes the same cells from a table or Parquet files of records',
      )
        .choices(Object.keys(dialects))
        .conflicts(['riskLog', 'records', 'parquet']),
    )
    .option('--from <expression>', "with --sql: the table to select from (default: the engine's)")
    .option('--json-column <name>', 'with --sql: the column of that table that holds whole records')
    .addHelpText(
      'after',
      `
Lines of one cell add up, so that files of several hosts can be put one after the other. The last line of a log
says what is missing or could not be read of it. Each record must be in one of the logs only.

Example:
  $ partial-trust cells --risk-log logs/partial_trust_risk.jsonl > cells.jsonl
  $ partial-trust gate --cells cells.jsonl --stage canary
  $ partial-trust cells --sql duckdb --from "read_parquet('records/**/*.parquet')" | duckdb -noheader -list > cells.jsonl
  $ partial-trust cells --sql postgres --from risk_records --json-column record | psql --no-psqlrc -At > cells.jsonl`,
    )
    .action(async ({ riskLog, records, parquet, sql, from, jsonColumn: json }: CellsOptions) => {
      if (sql !== undefined) {
        context.stdout.write(cellsQuery({ dialect: sql, from, json }))
        return
      }
      if (from !== undefined || json !== undefined) {
        throw new UserError('--from and --json-column say what --sql ENGINE selects from', 2)
      }
      const lines = records === undefined ? ofLogs(riskLog, context) : ofParquet(records, context)
      if (parquet === undefined) {
        for await (const line of lines) {
          if (!context.stdout.write(`${line}\n`)) await writable(context.stdout)
        }
        return
      }
      const { writeCellsParquet } = await import('@partial-trust/analysis/parquet')
      const rows = await writeCellsParquet(lines, resolve(context.cwd, parquet))
      context.stderr.write(`wrote ${rows} lines of cells to ${parquet}\n`)
    })
}

async function* ofLogs(
  paths: readonly string[] | undefined,
  context: CliContext,
): AsyncGenerator<string, void> {
  context.spareMemory?.()
  const logs: RiskLog[] = []
  for (const given of paths ?? [undefined]) {
    const log = await findRiskLog(given, context)
    if (log.parts.length === 0 && log.holes.length === 0) {
      throw new UserError(await missingLog(log.name))
    }
    logs.push(log)
  }
  await requireApart(logs)
  for (const log of logs) {
    for await (const line of foldCells(log, context.signal)) yield JSON.stringify(line)
  }
}

async function* ofParquet(
  patterns: readonly string[],
  { cwd }: CliContext,
): AsyncGenerator<string, void> {
  const { cellsOfParquet } = await import('@partial-trust/analysis/parquet')
  yield* await cellsOfParquet(patterns.map((pattern) => resolve(cwd, pattern)))
}
