import { messageOf, UserError } from '@partial-trust/settings'
import { cellsQuery, sourceLine } from '../cells/index.js'
import { literal, openDuckdb } from './open-duckdb.js'
import type { Duckdb } from './open-duckdb.js'
import { verifiedFiles } from './verified-files.js'
import type { ToldByExports } from './verified-files.js'

/**
 * The cells of Parquet files of records (paths, `*` and `**` in them), counted by DuckDB: lines of a file of cells. The
 * last says what their exports say: lines that were not read, and what is missing of the logs.
 *
 * @throws {UserError} when there is no such file, one is not Parquet of records, or an export did not come to its end.
 */
export async function cellsOfParquet(files: readonly string[]): Promise<readonly string[]> {
  const duckdb = await openDuckdb()
  try {
    const paths = await matched(duckdb, files)
    const told = verifiedFiles(paths)
    const from = `read_parquet([${paths.map(literal).join(', ')}], hive_partitioning = false, union_by_name = true)`
    const lines = await duckdb.texts(cellsQuery({ dialect: 'duckdb', from }))
    if (lines.length === 0) throw new UserError(`${files.join(', ')}: no record in it`)
    return lines.map((line) => withTold(line, told))
  } catch (error) {
    if (error instanceof UserError) throw error
    const [said = ''] = messageOf(error).split('\n')
    throw new UserError(`${files.join(', ')} cannot be read as Parquet of records: ${said}`)
  } finally {
    duckdb.close()
  }
}

/** The files that patterns name; a pattern that names none stays, so that it is named where it is read. */
async function matched(duckdb: Duckdb, patterns: readonly string[]): Promise<readonly string[]> {
  const found: string[] = []
  for (const pattern of patterns) {
    const paths = await duckdb.texts(`SELECT file FROM glob(${literal(pattern)}) ORDER BY file`)
    found.push(...(paths.length === 0 ? [pattern] : paths))
  }
  return [...new Set(found)]
}

function withTold(line: string, { unreadableLines, holes }: ToldByExports): string {
  if (!line.startsWith('{"source"')) return line
  const { source } = sourceLine.parse(JSON.parse(line))
  return JSON.stringify({ source: { ...source, unreadable_lines: unreadableLines, holes } })
}

/** Writes lines of a file of cells as Parquet: a column for each key, and the line as it was. */
export async function writeCellsParquet(
  lines: AsyncIterable<string>,
  path: string,
): Promise<number> {
  const duckdb = await openDuckdb()
  try {
    await duckdb.run('CREATE TABLE cells (line VARCHAR)')
    const rows = await duckdb.append('cells', lines)
    const texts = ['corridor', 'epoch', 'stage', 'part', 'mode', 'model', 'instance', 'boot']
    const numbers = ['rate', 'deadline_ms', 'records']
    const times = ['bucket', 'first', 'last']
    await duckdb.run(`COPY (
      SELECT ${[
        ...texts.map((name) => column(name, 'VARCHAR')),
        ...numbers.map((name) => column(name, 'DOUBLE')),
        ...times.map((name) => column(name, 'TIMESTAMP')),
      ].join(
        ', ',
      )}, from_json(CAST(line AS JSON) -> '$.metrics', '"MAP(VARCHAR, DOUBLE[])"') AS metrics, line
      FROM cells) TO ${literal(path)} (FORMAT parquet, COMPRESSION zstd)`)
    return rows
  } finally {
    duckdb.close()
  }
}

/** The lines that {@link writeCellsParquet} was given. */
export async function readCellsParquet(path: string): Promise<readonly string[]> {
  const duckdb = await openDuckdb()
  try {
    return await duckdb.texts(`SELECT line FROM read_parquet(${literal(path)})`)
  } finally {
    duckdb.close()
  }
}

function column(name: string, type: string): string {
  return `CAST(CAST(line AS JSON) ->> '$.${name}' AS ${type}) AS "${name}"`
}
