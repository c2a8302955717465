import type { DatabaseSync } from 'node:sqlite'
import { storeTables } from './store-tables.js'
import type { StoreRow, StoreTable } from './store-tables.js'

/** All rows of a table, one at a time. */
export function* rowsOf(database: DatabaseSync, { name, columns }: StoreTable): Iterable<StoreRow> {
  const rows = database.prepare(`select ${columns.join(', ')} from ${name}`).iterate()
  for (const row of rows) {
    yield columns.map((column) => {
      const value = row[column]
      return typeof value === 'number' ? value : String(value)
    })
  }
}

export function fillTable(
  database: DatabaseSync,
  { name, columns }: StoreTable,
  rows: Iterable<StoreRow>,
  { replacing = false }: { readonly replacing?: boolean } = {},
): void {
  const places = columns.map(() => '?').join(', ')
  const how = replacing ? 'insert or replace' : 'insert'
  const insert = database.prepare(`${how} into ${name} (${columns.join(', ')}) values (${places})`)
  for (const row of rows) insert.run(...row)
}

/** Makes a store's contents those of another, inside the caller's transaction. */
export function replaceContents(database: DatabaseSync, source: DatabaseSync): void {
  for (const table of storeTables) {
    database.exec(`delete from ${table.name}`)
    fillTable(database, table, rowsOf(source, table))
  }
  database.exec('delete from processes; delete from leader')
  const meta = source.prepare('select store_id, head_seq, head_hash, lost from meta').get()
  database
    .prepare('update meta set store_id = ?, head_seq = ?, head_hash = ?, lost = ?')
    .run(
      String(meta?.['store_id']),
      Number(meta?.['head_seq']),
      String(meta?.['head_hash']),
      meta?.['lost'] === null ? null : String(meta?.['lost']),
    )
}
