import type { DatabaseSync } from 'node:sqlite'

/**
 * What is wrong with the pages that hold the corridors' states; null where they are whole. SQLite itself takes what a
 * damaged page no longer leads to for rows that are not there, and a corridor without a row was never killed.
 */
export function sqliteDamage(database: DatabaseSync): string | null {
  const [first] = database.prepare("pragma integrity_check('corridors')").all()
  const found = String(first?.['integrity_check'])
  return found === 'ok' ? null : found
}
