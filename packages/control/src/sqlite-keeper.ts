import { chmodSync, closeSync, linkSync, openSync, renameSync, rmSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { makeFolderSync } from '@partial-trust/engine'
import { StoreUnavailableError } from './control-store.js'
import { SqliteFile } from './sqlite-file.js'
import { migrateSqlite } from './sqlite-migrate.js'
import { sealStoreAct, wholeStore } from './store-act.js'
import type { StoreAct } from './store-act.js'
import type { StoreKeeper } from './store-keeper.js'

/** Keeps the store in one SQLite file. */
export function sqliteKeeper(path: string, now: () => number): StoreKeeper {
  const file = new SqliteFile({ path })
  return {
    location: file.location,
    isThere: async () => holdsSomething(path),
    async make(signed, lost) {
      const evidence = lost === null ? null : { lost }
      try {
        return makeSqliteStore(path, (database) => {
          database.prepare('update meta set lost = ?').run(lost)
          record(database, { action: 'make', ...signed, evidence }, now())
        })
      } catch (error) {
        const problem = error instanceof Error ? error.message : String(error)
        throw new StoreUnavailableError(file.location, `it cannot be made: ${problem}`, {
          cause: error,
        })
      }
    },
    adopt: (signed) =>
      file.write((database) => {
        const lost = database.prepare('select lost from meta').get()?.['lost'] ?? null
        if (lost === null) return false
        database.prepare('update meta set lost = null').run()
        record(database, { action: 'adopt', ...signed, evidence: { lost } }, now())
        return true
      }),
    async close() {
      file.close()
    },
  }
}

/**
 * Makes a store where there is none: whole beside its place and then put there, so that nobody ever
 * meets half of one, for its owner alone from the first byte on. False where there is one already.
 */
export function makeSqliteStore(
  path: string,
  begin: (database: DatabaseSync) => void = () => {},
): boolean {
  if (holdsSomething(path)) return false
  makeFolderSync(dirname(path), 0o700)
  const draft = `${path}.${process.pid}.${crypto.randomUUID()}.new`
  closeSync(openSync(draft, 'wx', 0o600))
  try {
    chmodSync(draft, 0o600) // whatever the umask says
    const database = new DatabaseSync(draft)
    try {
      database.exec('pragma journal_mode = wal')
      database.exec('pragma synchronous = full')
      migrateSqlite(database)
      begin(database)
    } finally {
      database.close()
    }
    return putInPlace(draft, path)
  } finally {
    for (const end of ['', '-wal', '-shm']) rmSync(draft + end, { force: true })
  }
}

/** A link is made or it fails, and never replaces what someone else has just made. */
function putInPlace(draft: string, path: string): boolean {
  try {
    linkSync(draft, path)
    return true
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error)) throw error
    if (error.code !== 'EEXIST') throw error
  }
  if (holdsSomething(path)) return false
  renameSync(draft, path) // over an empty file, which is no store
  return true
}

function holdsSomething(path: string): boolean {
  return (statSync(path, { throwIfNoEntry: false })?.size ?? 0) > 0
}

function record(database: DatabaseSync, act: StoreAct, nowMs: number): void {
  const meta = database.prepare('select head_seq, head_hash from meta').get()
  const head = { seq: Number(meta?.['head_seq']), hash: String(meta?.['head_hash']) }
  const before = database
    .prepare('select count(*) as acts from audit where intent = ?')
    .get(wholeStore)
  const version = Number(before?.['acts']) + 1
  const entry = sealStoreAct(act, version, head, new Date(nowMs).toISOString())
  database
    .prepare('insert into audit values (?, ?, ?)')
    .run(entry.seq, entry.intent, JSON.stringify(entry))
  database.prepare('update meta set head_seq = ?, head_hash = ?').run(entry.seq, entry.hash)
}
