import { realpathSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { messageOf } from '@partial-trust/settings'
import { StoreUnavailableError } from './control-store.js'
import { holdsSomething, makeSqliteFile } from './make-sqlite-file.js'
import { SqliteFile } from './sqlite-file.js'
import { stepsTaken } from './sqlite-migrate.js'
import { sqliteMigrations } from './sqlite-schema.js'
import { copySqlite, restoreSqlite } from './sqlite-restore.js'
import { recordStoreAct } from './sqlite-store-act.js'
import { BackupError } from './backup.js'
import { withBackup, writeBackup } from './store-backup.js'
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
        return makeSqliteFile(path, (database) => {
          database.prepare('update meta set lost = ?').run(lost)
          recordStoreAct(database, { action: 'make', ...signed, evidence }, now())
        })
      } catch (error) {
        const problem = messageOf(error)
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
        recordStoreAct(database, { action: 'adopt', ...signed, evidence: { lost } }, now())
        return true
      }),
    note: (act) => file.write((database) => recordStoreAct(database, act, now())),
    async migrate() {
      const before = storedSteps(path)
      if (before === 0) return { kind: 'absent' }
      await file.read(() => undefined) // whoever opens it brings it up to date
      return { kind: 'migrated', from: before, to: sqliteMigrations.length }
    },
    async backup(target, force) {
      if (isOfStore(path, target)) {
        throw new BackupError(`${target} is a file of the store itself: name another`)
      }
      return writeBackup(target, force, async (draft) => copySqlite(path, draft))
    },
    restore: (from, restoration) =>
      withBackup(from, (source) => restoreSqlite(path, source, restoration, now)),
    async close() {
      file.close()
    },
  }
}

const storeFiles = ['', '-wal', '-shm', '-journal', '-urgent']

/** Whether a name, by whatever way it leads there, is one of those that a store is made of. */
function isOfStore(path: string, target: string): boolean {
  return storeFiles.some((end) => {
    if (placeOf(path + end) === placeOf(target)) return true
    const [one, other] = [path + end, target].map((name) => statSync(name, quietly))
    return one !== undefined && one.ino === other?.ino && one.dev === other.dev
  })
}

const quietly = { throwIfNoEntry: false } as const

/** A name with its folder's own name; the name itself where there is no such folder. */
function placeOf(path: string): string {
  try {
    return join(realpathSync(dirname(path)), basename(path))
  } catch {
    return path
  }
}

function storedSteps(path: string): number {
  if (!holdsSomething(path)) return 0
  const database = new DatabaseSync(path, { readOnly: true })
  try {
    return stepsTaken(database)
  } finally {
    database.close()
  }
}
