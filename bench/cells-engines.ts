import { execFileSync, spawnSync, type SpawnSyncReturns } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { Client } from 'pg'
import { cellsQuery } from '../packages/analysis/dist/cells/index.js'
import { logs } from '../packages/cli/src/commands/cells-logs.contract.ts'
import { startTestPostgres } from '../packages/control/src/embedded-postgres.contract.ts'

/** Judges each log from its lines and from the cells that each engine counted of it: one verdict, or it says where not. */

const folder = mkdtempSync(join(tmpdir(), 'pt-engines-'))
const own = fileURLToPath(new URL('cells-engines/', import.meta.url))
const bin = fileURLToPath(new URL('../packages/cli/bin/partial-trust.js', import.meta.url))
const gate = ['gate', '--stage', 'canary', '--json', '--corridor', 'c']
const log = join(folder, 'log.jsonl')
const cells = join(folder, 'log.cells')

type Engine = (lines: readonly string[]) => string | Promise<string>

const server = await startTestPostgres({ asItComes: true })
if (server.kind !== 'running') throw new Error(`there is no PostgreSQL here: ${server.why}`)
const client = new Client({ connectionString: await server.freshUrl() })
await client.connect()
await client.query('CREATE TABLE risk_records (record jsonb)')

execFileSync('npm', ['install', '--no-audit', '--no-fund'], {
  cwd: own,
  stdio: ['ignore', 'ignore', 'inherit'],
})
const chdb: { query(sql: string, format: string): string } = createRequire(join(own, 'x.js'))(
  'chdb',
)

const engines: Readonly<Record<string, Engine>> = {
  'JSON lines, gzip': (lines) => {
    writeFileSync(join(folder, 'packed.gz'), gzipSync(`${lines.join('\n')}\n`))
    return output(['cells', '--risk-log', 'packed.gz'])
  },
  'DuckDB, Parquet': () => {
    rmSync(join(folder, 'records'), { recursive: true, force: true })
    output(['export', '--risk-log', log, '--parquet', 'records'])
    return output(['cells', '--records', 'records/**/*.parquet'])
  },
  PostgreSQL: async (lines) => {
    await client.query('TRUNCATE risk_records')
    await client.query(
      'INSERT INTO risk_records SELECT CAST(line AS jsonb) FROM unnest(CAST($1 AS text[])) AS line',
      [lines],
    )
    const query = cellsQuery({ dialect: 'postgres', json: 'record' })
    const { rows } = await client.query<{ line: string }>(query)
    return rows.map(({ line }) => line).join('\n')
  },
  ClickHouse: () => {
    const from = `file('${log}', 'JSONAsString', 'record String')`
    return chdb.query(cellsQuery({ dialect: 'clickhouse', from, json: 'record' }), 'TSVRaw')
  },
}

let different = 0
try {
  for (const [name, all] of Object.entries(logs)) {
    const lines = all.filter((line) => line.endsWith('}')) // what a table of records can hold
    writeFileSync(log, `${lines.join('\n')}\n`)
    const expected = verdict('--risk-log', log)
    for (const [engine, count] of Object.entries(engines)) {
      writeFileSync(cells, await count(lines))
      const same = verdict('--cells', cells) === expected
      if (!same) different += 1
      process.stdout.write(`${same ? 'same     ' : 'DIFFERENT'}  ${engine.padEnd(18)} ${name}\n`)
    }
  }
} finally {
  await client.end()
  await server.stop()
  rmSync(folder, { recursive: true })
}
process.stdout.write(
  `${different} of ${Object.keys(logs).length * Object.keys(engines).length} verdicts differ\n`,
)
process.exitCode = different === 0 ? 0 : 1

function output(argv: readonly string[]): string {
  const { stdout, stderr, status } = partialTrust(argv)
  if (status !== 0) throw new Error(`${argv.join(' ')}: ${stderr}`)
  return stdout
}

/** The verdict's JSON but for where the counts came from and when it was asked. */
function verdict(...source: readonly string[]): string {
  const { stdout, stderr } = partialTrust([...gate, ...source])
  if (stdout === '') throw new Error(`gate ${source.join(' ')} says nothing: ${stderr}`)
  const judged = JSON.parse(stdout.replace(/"decided_at": ?"[^"]*"/gu, '"decided_at": ""'))
  return JSON.stringify({ ...judged, source: null })
}

function partialTrust(argv: readonly string[]): SpawnSyncReturns<string> {
  const options = { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 28 } as const
  return spawnSync(process.execPath, [bin, ...argv], options)
}
