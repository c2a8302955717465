import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cellsQuery, endings, recordColumns } from '@partial-trust/analysis/cells'
import { endingMarks, observe } from '@partial-trust/core/metrics'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Client } from 'pg'
import {
  startTestPostgres,
  type TestPostgres,
} from '../../../control/src/embedded-postgres.contract.js'
import { runCommand } from '../run-command.contract.js'
import { logs } from './cells-logs.contract.js'

const folder = mkdtempSync(join(tmpdir(), 'pt-cells-sql-'))
afterAll(() => rmSync(folder, { recursive: true }))

async function verdict(...source: readonly string[]): Promise<unknown> {
  const { stdout, stderr, exitCode } = await runCommand(
    ['gate', '--stage', 'canary', '--json', '--corridor', 'c', ...source],
    { cwd: folder },
  )
  expect(stderr).toBe('')
  const timeless = stdout.replace(/"decided_at": ?"[^"]*"/gu, `"decided_at": ""`)
  return { ...JSON.parse(timeless), source: null, exitCode }
}

/** The lines of a log that are records: what a table of them can hold. */
const rows = (lines: readonly string[]): readonly string[] =>
  lines.filter((line) => line.endsWith('}'))

async function judgedAlike(name: string, lines: readonly string[], cells: string): Promise<void> {
  const path = join(folder, 'log.jsonl')
  writeFileSync(path, `${rows(lines).join('\n')}\n`)
  const file = join(folder, 'log.cells')
  writeFileSync(file, cells)
  expect(await verdict('--cells', file), name).toEqual(await verdict('--risk-log', path))
  if (!name.includes('parts')) return
  const byChannel = ['--by', 'channel'] as const
  expect(await verdict('--cells', file, ...byChannel)).toEqual(
    await verdict('--risk-log', path, ...byChannel),
  )
}

describe('the query of cells', () => {
  it('has a word for every way in which a record can count', () => {
    const statuses = ['not_sampled', 'skipped', 'accepted_llm', 'shadow', 'error', 'odd']
    const reasons = ['accepted', 'timeout', 'low_confidence', 'own_reason', 'killed', 'Odd']
    for (const status of [...statuses, 'fallback_deterministic'])
      for (const reason_code of reasons)
        for (const sampled of [true, false]) {
          const seen = observe({ status, reason_code, sampled, schema: 1 })
          expect(Object.values(endings)).toContain(seen === null ? NaN : endingMarks(seen))
        }
  })

  it('is printed for each engine, and for no other', async () => {
    for (const engine of ['duckdb', 'postgres', 'clickhouse'] as const) {
      const { stdout, exitCode } = await runCommand(['cells', '--sql', engine], { cwd: folder })
      expect({ stdout, exitCode }).toEqual({ stdout: cellsQuery({ dialect: engine }), exitCode: 0 })
    }
    expect(await runCommand(['cells', '--sql', 'oracle'], { cwd: folder })).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('duckdb, postgres, clickhouse'),
    })
    expect(await runCommand(['cells', '--from', 'records'], { cwd: folder })).toMatchObject({
      exitCode: 2,
    })
  })
})

describe('cells counted by PostgreSQL', () => {
  let server: TestPostgres
  let client: Client | null = null
  beforeAll(async () => {
    server = await startTestPostgres()
    if (server.kind !== 'running') {
      console.warn(`skipped: there is no PostgreSQL here: ${server.why}`)
      return
    }
    client = new Client({ connectionString: await server.freshUrl() })
    await client.connect()
    await client.query('CREATE TABLE risk_records (record jsonb)')
    const columns = Object.entries(recordColumns)
      .map(([name, { kind }]) => `"${name}" ${types[kind]}`)
      .join(', ')
    await client.query(`CREATE TABLE flat (${columns})`)
  })
  afterAll(async () => {
    await client?.end()
    if (server.kind === 'running') await server.stop()
  })
  const types = {
    time: 'timestamptz',
    text: 'text',
    number: 'double precision',
    boolean: 'boolean',
    part: 'text',
  }

  it.each(Object.entries(logs))('of a log %s give its verdict', async (name, lines) => {
    if (client === null) return expect(server.kind).toBe('unavailable')
    await client.query('TRUNCATE risk_records')
    await client.query(
      'INSERT INTO risk_records SELECT CAST(line AS jsonb) FROM unnest(CAST($1 AS text[])) AS line',
      [rows(lines)],
    )
    const query = cellsQuery({ dialect: 'postgres', json: 'record' })
    const cells = await client.query<{ line: string }>(query)
    await judgedAlike(name, lines, cells.rows.map(({ line }) => line).join('\n'))
  })
})
