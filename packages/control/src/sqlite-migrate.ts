import type { DatabaseSync } from 'node:sqlite'
import { sqliteMigrations } from './sqlite-schema.js'

/** Steps of the schema that a file has taken; 0 where it is no store at all. */
export function stepsTaken(database: DatabaseSync): number {
  return Number(database.prepare('pragma user_version').get()?.['user_version'])
}

/**
 * Takes the steps that are missing.
 *
 * @throws {Error} when the file was written by a newer version.
 */
export function migrateSqlite(database: DatabaseSync): void {
  if (stepsTaken(database) === sqliteMigrations.length) return
  inSqliteTransaction(database, 'begin immediate', () => {
    const from = stepsTaken(database) // again, now that no one else can migrate
    if (from > sqliteMigrations.length) {
      throw new Error('it was written by a newer version of partial-trust')
    }
    for (const step of sqliteMigrations.slice(from)) database.exec(step)
    database
      .prepare('insert or ignore into meta (id, store_id, head_seq, head_hash) values (1, ?, 0, ?)')
      .run(crypto.randomUUID(), '0'.repeat(64))
    database.exec(`pragma user_version = ${sqliteMigrations.length}`)
  })
}

/** Runs `work` in a transaction: whole or not at all. */
export function inSqliteTransaction<Result>(
  database: DatabaseSync,
  begin: 'begin' | 'begin immediate',
  work: (database: DatabaseSync) => Result,
): Result {
  database.exec(begin)
  try {
    const result = work(database)
    database.exec('commit')
    return result
  } catch (error) {
    if (database.isTransaction) database.exec('rollback')
    throw error
  }
}
