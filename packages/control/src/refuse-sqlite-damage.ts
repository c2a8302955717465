import type { DatabaseSync } from 'node:sqlite'

/**
 * SQLite itself takes what a damaged page no longer leads to for rows that are not there, and a corridor without a row
 * was never killed.
 *
 * @throws {Error} where the pages that hold the corridors' states are not whole, with what is wrong.
 */
export function refuseSqliteDamage(database: DatabaseSync): void {
  const [first] = database.prepare("pragma integrity_check('corridors')").all()
  const found = String(first?.['integrity_check'])
  if (found !== 'ok') throw new Error(`it is damaged: ${found}`)
}
