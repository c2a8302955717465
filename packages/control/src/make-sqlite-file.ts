import {
  chmodSync,
  closeSync,
  linkSync,
  lstatSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { makeFolderSync } from '@partial-trust/engine'
import { isAlive } from '@partial-trust/settings'
import { migrateSqlite } from './sqlite-migrate.js'

/**
 * Makes a store where there is none: whole beside its place and then put there, so that nobody ever
 * meets half of one, for its owner alone from the first byte on. False where there is one already.
 */
export function makeSqliteFile(path: string, begin: (database: DatabaseSync) => void): boolean {
  if (holdsSomething(path)) return false
  mustNotReplace(path)
  makeFolderSync(dirname(path), 0o700)
  removeDrafts(path)
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
  mustNotReplace(path)
  renameSync(draft, path) // over an empty file, which is no store
  return true
}

/**
 * Nothing but an empty file makes way: a device, a pipe or a folder is no store, and a link that leads
 * nowhere may lead to a store once its disk is back.
 *
 * @throws {Error} saying what is there.
 */
function mustNotReplace(path: string): void {
  const there = lstatSync(path, { throwIfNoEntry: false })
  if (there === undefined || there.isFile()) return
  if (!there.isSymbolicLink()) throw new Error('there is something that is no file')
  const target = statSync(path, { throwIfNoEntry: false })
  throw new Error(
    target === undefined
      ? 'it is a link that leads to nothing: is a disk missing? If not, remove the link'
      : 'it is a link to something that is no store: name the file itself',
  )
}

export function holdsSomething(path: string): boolean {
  return (statSync(path, { throwIfNoEntry: false })?.size ?? 0) > 0
}

/** What a process that was killed while it made a store has left behind. */
function removeDrafts(path: string): void {
  const folder = dirname(path)
  for (const name of readdirSync(folder)) {
    const pid = name.startsWith(`${basename(path)}.`) ? draftName.exec(name)?.[1] : undefined
    if (pid !== undefined && !isAlive(Number(pid))) rmSync(join(folder, name), { force: true })
  }
}

const draftName = /\.(\d+)\.[0-9a-f-]{36}\.new(?:-wal|-shm|-journal)?$/u
