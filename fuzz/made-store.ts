import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { SQLInputValue } from 'node:sqlite'
import {
  controlPlan,
  decodeCells,
  openSqliteControlStore,
  openStoreKeeper,
  parseProcessReport,
} from '@partial-trust/control'
import type { ControlAction, ControlStore, EvidenceStore } from '@partial-trust/control'
import { defaultPlan } from '@partial-trust/core'
import { openSqliteEvidenceStore } from '../packages/control/dist/sqlite-evidence-store.js'
import { corpus } from './corpus.ts'

/** A value of a row put in the place of another. */
export type Edit = {
  readonly table: string
  readonly column: string
  /** How many rows stand before it. */
  readonly row: number
  readonly value: SQLInputValue
}

/** A store with something in each of its tables, and a second way into its file. */
export type MadeStore = {
  readonly intent: string
  /** Where the corridor's own state stands. */
  readonly row: number
  readonly control: ControlStore
  readonly evidence: EvidenceStore
  /** Every value there is. */
  readonly places: readonly Edit[]
  /** Those that could be made: a number is no text to a table. */
  edit(edits: readonly Edit[]): readonly Edit[]
  restore(): void
  close(): Promise<void>
}

const [intent, other] = ['pay_back', 'other']
const now = (): number => Date.UTC(2026, 0, 1, 1)

/** @throws when any of it cannot be made. */
export async function openMadeStore(): Promise<MadeStore> {
  const folder = mkdtempSync(join(tmpdir(), 'pt-fuzz-store-'))
  const path = join(folder, 'state.db')
  const keeper = openStoreKeeper({ kind: 'sqlite', path }, { cwd: folder, now })
  await keeper?.make({ by: 'ana', reason: 'made' }, null)
  await keeper?.close()
  const control = openSqliteControlStore({ path, now })
  const evidence = openSqliteEvidenceStore({ path, now })
  await fill(control, evidence)
  const database = new DatabaseSync(path)
  database.exec('pragma synchronous = off')
  const kept = keep(database)
  const places = placesIn(kept)
  const restore = restorer(database, kept)
  restore() // from here on rows lie in the order in which they are named
  return {
    intent,
    row:
      kept
        .find(({ table }) => table === 'corridors')
        ?.rows.findIndex((row) => row['intent'] === intent) ?? -1,
    control,
    evidence,
    places,
    edit: editor(database, places),
    restore,
    async close() {
      database.close()
      await control.close()
      await evidence.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function fill(control: ControlStore, evidence: EvidenceStore): Promise<void> {
  const signed = { by: 'ana', reason: 'so decided' }
  const plan = controlPlan(defaultPlan)
  const act = async (of: string, action: ControlAction, expectedVersion: number) => {
    const change = await control.change({ intent: of, action, expectedVersion, ...signed })
    if (change.kind !== 'replaced') throw new Error(`${action.kind} of ${of} was ${change.kind}`)
  }
  await act(intent, { kind: 'rollout', plan }, 0)
  await act(intent, { kind: 'epoch', epoch: 'e1' }, 1)
  await act(intent, { kind: 'promote', evidence: { verdict: 'GO' } }, 2)
  await act(other, { kind: 'rollout', plan }, 0)
  await act(other, { kind: 'close', because: 'no_go', evidence: { s: 1 } }, 1)
  const [cells] = corpus.wire['cells'] ?? []
  await evidence.save(decodeCells(cells))
  const key = decodeCells(cells)[0]?.key
  if (key === undefined) throw new Error('there are no cells to begin with')
  await evidence.outcome({ key, id: 'a'.repeat(64), arm: 'candidate', kind: 'undone' })
  const [report] = corpus.wire['report'] ?? []
  await evidence.report(parseProcessReport(JSON.stringify(report)))
}

type Row = Readonly<Record<string, SQLInputValue>>
type Kept = {
  readonly table: string
  readonly columns: readonly string[]
  readonly rows: readonly Row[]
}

/** Every table with the columns that are written. */
function keep(database: DatabaseSync): readonly Kept[] {
  const tables = database
    .prepare("select name from sqlite_schema where type = 'table' and name not like 'sqlite%'")
    .all()
  return tables.map(({ name }) => {
    const table = String(name)
    const columns = database
      .prepare('select name from pragma_table_xinfo(?) where hidden = 0')
      .all(table)
      .map((column) => String(column['name']))
    const rows = database.prepare(`select ${columns.join(', ')} from ${table} order by rowid`).all()
    return {
      table,
      columns,
      rows: rows.map((row) =>
        Object.fromEntries(columns.map((column) => [column, row[column] ?? null])),
      ),
    }
  })
}

/** Every value, but for the numbers that say that there is one row of a kind. */
function placesIn(kept: readonly Kept[]): readonly Edit[] {
  return kept.flatMap(({ table, columns, rows }) =>
    rows.flatMap((row, at) =>
      columns
        .filter((column) => column !== 'id' || typeof row[column] === 'string')
        .map((column) => ({ table, column, row: at, value: row[column] ?? null })),
    ),
  )
}

/** Puts values in places; those that could be put there. */
function editor(
  database: DatabaseSync,
  places: readonly Edit[],
): (edits: readonly Edit[]) => readonly Edit[] {
  const statements = new Map(
    places.map(({ table, column }) => [
      `${table}.${column}`,
      database.prepare(
        `update ${table} set ${column} = ? where rowid = (select rowid from ${table} order by rowid limit 1 offset ?)`,
      ),
    ]),
  )
  const isMade = ({ table, column, row, value }: Edit): boolean => {
    try {
      return statements.get(`${table}.${column}`)?.run(value, row).changes === 1
    } catch {
      return false // no value for that column, or one that is there already
    }
  }
  return (edits) => {
    database.exec('begin immediate')
    const made = edits.filter(isMade)
    database.exec('commit')
    return made
  }
}

/** Puts every row back as it was. */
function restorer(database: DatabaseSync, kept: readonly Kept[]): () => void {
  const steps = kept.map(({ table, columns, rows }) => ({
    clear: database.prepare(`delete from ${table}`),
    insert: database.prepare(
      `insert into ${table} (${columns.join(', ')}) values (${columns.map(() => '?').join(', ')})`,
    ),
    rows: rows.map((row) => columns.map((column) => row[column] ?? null)),
  }))
  return () => {
    database.exec('begin immediate')
    for (const { clear, insert, rows } of steps) {
      clear.run()
      for (const row of rows) insert.run(...row)
    }
    database.exec('commit')
  }
}
