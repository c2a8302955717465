import { existsSync, renameSync, statSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { messageOf } from '@partial-trust/settings'
import { StoreAbsentError, StoreUnavailableError } from './control-store.js'
import { makeSqliteFile } from './make-sqlite-file.js'
import { lostBy, narrowedSince, opensWhenAdopted } from './restoration.js'
import type { Restoration, Restored } from './restoration.js'
import { replaceContents } from './sqlite-copy.js'
import { SqliteFile } from './sqlite-file.js'
import { changeIn, metaOf, statesIn } from './sqlite-rows.js'
import { recordStoreAct } from './sqlite-store-act.js'

/** Writes a consistent copy of a live store into an empty file. */
export function copySqlite(path: string, draft: string): void {
  const location = `sqlite:${path}`
  if (!existsSync(path)) throw new StoreAbsentError(location)
  try {
    // One read transaction: a copy page by page would start again with every write of another process.
    const database = new DatabaseSync(path, { timeout: 5000 })
    try {
      database.prepare('vacuum into ?').run(draft)
    } finally {
      database.close()
    }
  } catch (error) {
    const problem = messageOf(error)
    throw new StoreUnavailableError(location, problem, { cause: error })
  }
}

/**
 * Puts a backup in the place of the store, in one transaction, so that whoever reads meets the one or
 * the other. A file that is no store any more is moved aside first.
 */
export async function restoreSqlite(
  path: string,
  source: DatabaseSync,
  restoration: Restoration,
  now: () => number,
): Promise<Restored> {
  const file = new SqliteFile({ path })
  try {
    return await file.write((database) => restoreIn(database, source, restoration, now()), {
      patienceMs: 30_000,
    })
  } catch (error) {
    if (!(error instanceof StoreUnavailableError)) throw error
    if (!(error instanceof StoreAbsentError) && !isNoDatabase(error.cause)) throw error
  } finally {
    file.close()
  }
  moveAside(path, now())
  let restored: Restored | undefined
  const made = makeSqliteFile(path, (database) => {
    database.exec('begin')
    restored = { ...restoreIn(database, source, restoration, now()), replaced: null }
    database.exec('commit')
  })
  if (!made || restored === undefined) {
    throw new StoreUnavailableError(file.location, 'somebody made a store there meanwhile')
  }
  return restored
}

function restoreIn(
  database: DatabaseSync,
  source: DatabaseSync,
  { by, reason, name }: Restoration,
  nowMs: number,
): Restored {
  const replaced = metaOf(database).head
  const now = statesIn(database)
  replaceContents(database, source)
  const backup = metaOf(database).head
  const then = new Map(statesIn(database).map((state) => [state.intent, state]))
  database.prepare('update meta set lost = ?').run(lostBy(name, backup.seq))
  const evidence = { file: name, backup, replaced }
  recordStoreAct(database, { action: 'restore', by, reason, evidence }, nowMs)
  const killed = now.flatMap((state) => {
    const why = narrowedSince(state, then.get(state.intent))
    if (why === null) return []
    const { intent } = state
    changeIn(database, { intent, action: { kind: 'kill' }, by, reason: `restore: ${why}` }, nowMs)
    return [intent]
  })
  const open = statesIn(database).filter(opensWhenAdopted)
  return { backup, replaced, killed, open: open.map(({ intent }) => intent) }
}

/** What SQLite answers of a file that is none of its own, or is damaged. */
const noDatabase = new Set([11, 26])

function isNoDatabase(error: unknown): boolean {
  if (!(error instanceof Error) || !('errcode' in error)) return false
  return typeof error.errcode === 'number' && noDatabase.has(error.errcode & 0xff)
}

/** The log goes first: a store that is restored must never meet the log of another. */
function moveAside(path: string, nowMs: number): void {
  const stamp = new Date(nowMs).toISOString().replaceAll(':', '')
  for (const end of ['-wal', '-shm', '']) {
    // A device or a folder stays where it is: then no store can be made there, which is said.
    if (statSync(path + end, { throwIfNoEntry: false })?.isFile() === true)
      renameSync(path + end, `${path}.broken-${stamp}${end}`)
  }
}
