import { DatabaseSync } from 'node:sqlite'
import type { ClientBase } from 'pg'
import { changeIn, statesIn } from './postgres-control-store.js'
import type { PostgresDatabase } from './postgres-database.js'
import { recordStoreAct } from './postgres-store-act.js'
import { lostBy, narrowedSince, opensWhenAdopted } from './restoration.js'
import type { Restoration, Restored } from './restoration.js'
import { fillTable, rowsOf } from './sqlite-copy.js'
import { migrateSqlite } from './sqlite-migrate.js'
import { storeTables } from './store-tables.js'
import type { StoreRow, StoreTable } from './store-tables.js'

/** Rows in one statement: bounded work for the server, bounded memory here. */
const rowsAtOnce = 1000

/** Copies a live store into an empty SQLite file: one moment of it, whoever writes meanwhile. */
export async function copyPostgres(database: PostgresDatabase, draft: string): Promise<void> {
  const target = new DatabaseSync(draft)
  try {
    migrateSqlite(target)
    await database.patiently(async (client) => {
      await client.query('set transaction isolation level repeatable read, read only')
      for (const table of storeTables) await copyTable(client, table, target)
      const { rows } = await client.query<MetaRow>(
        'select store_id, head_seq, head_hash, lost from partial_trust.meta',
      )
      const [meta] = rows
      if (meta === undefined) throw new TypeError('the store has lost its identity')
      target
        .prepare('update meta set store_id = ?, head_seq = ?, head_hash = ?, lost = ?')
        .run(meta.store_id, Number(meta.head_seq), meta.head_hash, meta.lost)
    })
  } finally {
    target.close()
  }
}

type MetaRow = {
  readonly store_id: string
  readonly head_seq: string
  readonly head_hash: string
  readonly lost: string | null
}

async function copyTable(
  client: ClientBase,
  table: StoreTable,
  target: DatabaseSync,
): Promise<void> {
  const cursor = `copy_${table.name}`
  const texts = table.columns.map((column) => `${textOf(column)} as ${column}`)
  await client.query(
    `declare ${cursor} no scroll cursor for select ${texts.join(', ')} from ${sourceOf(table.name)}`,
  )
  for (;;) {
    const { rows } = await client.query<Record<string, string>>(
      `fetch forward ${rowsAtOnce} from ${cursor}`,
    )
    if (rows.length === 0) break
    target.exec('begin')
    fillTable(
      target,
      table,
      rows.map((row) =>
        table.columns.map((column) => {
          const value = row[column] ?? ''
          return numeric.has(column) ? Number(value) : value
        }),
      ),
      { replacing: table.name === 'cells' },
    )
    target.exec('commit')
  }
  await client.query(`close ${cursor}`)
}

/**
 * What single processes sent is a row a cell in a backup, as SQLite keeps it. Millions of a fleet's, so they come as they
 * lie: what the version before wrote goes first, and what was sent of the same cell since takes its place.
 */
function sourceOf(table: StoreTable['name']): string {
  if (table !== 'cells') return `partial_trust.${table}`
  return `(select key, counts, saved_at from partial_trust.cells
      union all select cell ->> 0, cell ->> 1, saved_at
      from partial_trust.sent, json_array_elements(cells::json) as cell) as every`
}

const numeric: ReadonlySet<string> = new Set(['seq'])

/** As SQLite keeps it: moments as ISO 8601 text. */
function textOf(column: string): string {
  return column === 'saved_at'
    ? `to_char(saved_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
    : `${column}::text`
}

/** Puts a backup in the place of the store, in one transaction. */
export function restorePostgres(
  database: PostgresDatabase,
  source: DatabaseSync,
  { by, reason, name }: Restoration,
  now: () => number,
): Promise<Restored> {
  return database.patiently(async (client) => {
    const { rows } = await client.query<MetaRow>(
      'select store_id, head_seq, head_hash, lost from partial_trust.meta for update',
    )
    const [meta] = rows
    if (meta === undefined) throw new TypeError('the store has lost its identity')
    const replaced = { seq: Number(meta.head_seq), hash: meta.head_hash }
    const before = await statesIn(client)
    const backup = await replaceContents(client, source, name)
    const then = new Map((await statesIn(client)).map((state) => [state.intent, state]))
    const evidence = { file: name, backup, replaced }
    await recordStoreAct(client, { action: 'restore', by, reason, evidence }, now())
    const killed: string[] = []
    for (const state of before) {
      const { intent } = state
      const why = narrowedSince(state, then.get(intent))
      if (why === null) continue
      const request = { intent, action: { kind: 'kill' }, by, reason: `restore: ${why}` } as const
      await changeIn(client, request, now())
      killed.push(intent)
    }
    const open = (await statesIn(client)).filter(opensWhenAdopted)
    return { backup, replaced, killed, open: open.map(({ intent }) => intent) }
  })
}

async function replaceContents(client: ClientBase, source: DatabaseSync, name: string) {
  for (const table of storeTables) {
    await client.query(`delete from partial_trust.${table.name}`)
    for (const rows of batches(rowsOf(source, table))) await insertRows(client, table, rows)
  }
  await client.query('delete from partial_trust.sent')
  await client.query('delete from partial_trust.processes')
  await client.query('delete from partial_trust.leader')
  const meta = source.prepare('select store_id, head_seq, head_hash from meta').get()
  const head = { seq: Number(meta?.['head_seq']), hash: String(meta?.['head_hash']) }
  await client.query(
    'update partial_trust.meta set store_id = $1, head_seq = $2, head_hash = $3, lost = $4',
    [String(meta?.['store_id']), head.seq, head.hash, lostBy(name, head.seq)],
  )
  return head
}

async function insertRows(
  client: ClientBase,
  { name, columns }: StoreTable,
  rows: readonly StoreRow[],
): Promise<void> {
  const values = columns.map((_, place) => rows.map((row) => String(row[place])))
  const lists = columns.map((_, place) => `$${place + 1}::text[]`)
  const typed = columns.map(typedOf)
  await client.query(
    `insert into partial_trust.${name} (${columns.join(', ')})
     select ${typed.join(', ')} from unnest(${lists.join(', ')}) as given (${columns.join(', ')})`,
    values,
  )
}

function typedOf(column: string): string {
  // An outcome that a SQLite store took before it kept times has none.
  if (column === 'saved_at') return `coalesce(nullif(saved_at, '')::timestamptz, now())`
  return numeric.has(column) ? `${column}::bigint` : column
}

function* batches(rows: Iterable<StoreRow>): Iterable<readonly StoreRow[]> {
  let batch: StoreRow[] = []
  for (const row of rows) {
    batch.push(row)
    if (batch.length < rowsAtOnce) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}
