import {
  chmodSync,
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdtempSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { messageOf } from '@partial-trust/settings'
import { BackupError } from './backup.js'
import type { Backup } from './backup.js'
import { auditStore } from './audit-store.js'
import { openSqliteControlStore } from './sqlite-control-store.js'
import { openSqliteEvidenceStore } from './sqlite-evidence-store.js'
import { migrateSqlite, stepsTaken } from './sqlite-migrate.js'
import { sqliteMigrations } from './sqlite-schema.js'

/**
 * Writes a backup: whole beside its place, synced and read back, and only then put there, for its
 * owner alone.
 *
 * @param fill Writes a store into the empty file of that name.
 * @throws {BackupError} when something is there already, unless `force`.
 */
export async function writeBackup(
  target: string,
  force: boolean,
  fill: (draft: string) => Promise<void>,
): Promise<Backup> {
  if (!force && existsSync(target)) {
    throw new BackupError(`${target} is there already: --force writes over it`)
  }
  if (statSync(target, { throwIfNoEntry: false })?.isFile() === false) {
    throw new BackupError(`${target} is no file: a backup is put in its place whole`)
  }
  const draft = `${target}.${process.pid}.${crypto.randomUUID()}.new`
  try {
    closeSync(openSync(draft, 'wx', 0o600))
  } catch (error) {
    throw new BackupError(`${target} cannot be written: ${messageOf(error)}`, { cause: error })
  }
  try {
    chmodSync(draft, 0o600) // whatever the umask says
    await fill(draft)
    const backup = await readBack(draft)
    syncFile(draft)
    if (force) renameSync(draft, target)
    else linkSync(draft, target) // fails where somebody has just put something there
    syncFile(dirname(target))
    return backup
  } finally {
    for (const end of ['', '-wal', '-shm', '-journal']) rmSync(draft + end, { force: true })
  }
}

/**
 * Opens a copy of a backup, checked and brought up to date; the file itself is only read.
 *
 * @throws {BackupError} when it is none, damaged, of a newer version, or its trail is broken.
 */
export async function withBackup<Result>(
  path: string,
  work: (source: DatabaseSync, backup: Backup) => Promise<Result>,
): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'partial-trust-restore-'))
  const copy = join(folder, 'state.db')
  try {
    copyBackup(path, copy)
    const backup = await readBack(copy)
    if (backup.audit.kind === 'broken') {
      throw new BackupError(`${path}: its audit trail is broken: ${backup.audit.problem}`)
    }
    const source = new DatabaseSync(copy)
    try {
      return await work(source, backup)
    } finally {
      source.close()
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function copyBackup(path: string, copy: string): void {
  try {
    copyFileSync(path, copy)
  } catch (error) {
    throw new BackupError(`${path} cannot be read: ${messageOf(error)}`, { cause: error })
  }
  let database: DatabaseSync | undefined
  try {
    database = new DatabaseSync(copy)
    const steps = stepsTaken(database)
    if (steps === 0) throw new BackupError(`${path} is no backup of a control store`)
    if (steps > sqliteMigrations.length) {
      throw new BackupError(`${path} was written by a newer version of partial-trust`)
    }
    const [check] = database.prepare('pragma integrity_check').all()
    if (check?.['integrity_check'] !== 'ok') throw new BackupError(`${path} is damaged`)
    migrateSqlite(database)
  } catch (error) {
    if (error instanceof BackupError) throw error
    throw new BackupError(`${path} is no backup of a control store: ${messageOf(error)}`, {
      cause: error,
    })
  } finally {
    database?.close()
  }
}

/** Reads a store file as its users will, and holds it against its trail. */
async function readBack(path: string): Promise<Backup> {
  const store = openSqliteControlStore({ path, now: () => 0 })
  const evidence = openSqliteEvidenceStore({ path, now: () => 0 })
  try {
    const { storeId, head } = await store.read()
    return { storeId, head, audit: await auditStore(store, evidence) }
  } finally {
    await evidence.close()
    await store.close()
  }
}

function syncFile(path: string): void {
  const file = openSync(path, 'r')
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}
