import { chmodSync, existsSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { StoreUnavailableError } from './control-store.js'
import { sqliteMigrations } from './sqlite-schema.js'
import { makeFolderSync } from '@partial-trust/engine'

export type SqliteFileOptions = {
  readonly path: string
  /** `FULL` survives a power cut, `NORMAL` only a crash of the process. Default `FULL`. */
  readonly synchronous?: 'FULL' | 'NORMAL'
  /** How long one write may wait for other writers before it is given up. Default 5000. */
  readonly writeTimeoutMs?: number
}

/** Waiting inside SQLite would stop the event loop, so a busy database is retried from outside. */
const busyTimeoutMs = 2
const openTimeoutMs = 3000

/**
 * One connection to the state file that survives what happens to files: it is opened on first use,
 * opened again after an error or when another file took its place, and never makes a new file
 * where an old one vanished: a deleted state must not read as "nothing was ever killed".
 */
export class SqliteFile {
  readonly location: string
  readonly #options: Required<SqliteFileOptions>
  #open: { readonly database: DatabaseSync; readonly file: string } | undefined
  #seenBefore = false
  #closed = false

  constructor(options: SqliteFileOptions) {
    this.#options = { synchronous: 'FULL', writeTimeoutMs: 5000, ...options }
    this.location = `sqlite:${options.path}`
  }

  /** Runs `work` on the connection. @throws {StoreUnavailableError} whatever went wrong. */
  use<Result>(work: (database: DatabaseSync) => Result): Result {
    try {
      return work(this.#connection())
    } catch (error) {
      throw this.#unavailable(error)
    }
  }

  /** Runs `work` on one consistent state of the file. */
  read<Result>(work: (database: DatabaseSync) => Result): Result {
    return this.use((database) => within(database, 'begin', work))
  }

  /** Runs `work` alone among all writers; it takes effect whole or not at all. */
  async write<Result>(work: (database: DatabaseSync) => Result): Promise<Result> {
    const giveUpAt = performance.now() + this.#options.writeTimeoutMs
    for (;;) {
      try {
        return within(this.#connection(), 'begin immediate', work)
      } catch (error) {
        if (!isBusy(error) || performance.now() > giveUpAt) throw this.#unavailable(error)
      }
      await sleep(1 + Math.random() * 4)
    }
  }

  /** A text that differs after any other connection wrote; undefined where it cannot be read. */
  dataVersion(): string | undefined {
    try {
      const row = this.#connection().prepare('pragma data_version').get()
      return `${this.#open?.file} ${Number(row?.['data_version'])}`
    } catch {
      return undefined
    }
  }

  close(): void {
    this.#closed = true
    this.#drop()
  }

  #connection(): DatabaseSync {
    if (this.#closed) throw new Error('it was closed')
    const { path } = this.#options
    const file = identity(path)
    if (this.#open !== undefined && this.#open.file === file) return this.#open.database
    this.#drop()
    if (this.#seenBefore && file === undefined) throw new Error('the file is gone')
    if (file === undefined) makeFolderSync(dirname(path), 0o700)
    const database = new DatabaseSync(path, { timeout: openTimeoutMs })
    try {
      database.exec('pragma journal_mode = wal')
      database.exec(`pragma synchronous = ${this.#options.synchronous}`)
      migrate(database, path)
      database.exec(`pragma busy_timeout = ${busyTimeoutMs}`)
    } catch (error) {
      database.close()
      throw error
    }
    if (file === undefined) chmodSync(path, 0o600)
    this.#open = { database, file: identity(path) ?? '' }
    this.#seenBefore = true
    return database
  }

  #unavailable(error: unknown): StoreUnavailableError {
    if (error instanceof StoreUnavailableError) return error
    if (!isBusy(error)) this.#drop()
    const problem = error instanceof Error ? error.message : String(error)
    return new StoreUnavailableError(this.location, problem, { cause: error })
  }

  #drop(): void {
    const open = this.#open
    this.#open = undefined
    try {
      open?.database.close()
    } catch {
      // a broken connection may refuse even this; nothing of it is used again
    }
  }
}

function within<Result>(
  database: DatabaseSync,
  begin: string,
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

function migrate(database: DatabaseSync, path: string): void {
  const done = () => Number(database.prepare('pragma user_version').get()?.['user_version'])
  if (done() === sqliteMigrations.length) return
  within(database, 'begin immediate', () => {
    const from = done() // again, now that no one else can migrate
    if (from > sqliteMigrations.length) {
      throw new Error(`${path} was written by a newer version of partial-trust`)
    }
    for (const step of sqliteMigrations.slice(from)) database.exec(step)
    database
      .prepare('insert or ignore into meta values (1, ?, 0, ?)')
      .run(crypto.randomUUID(), '0'.repeat(64))
    database.exec(`pragma user_version = ${sqliteMigrations.length}`)
  })
}

/** Device and inode: what tells a file from another one put in its place. */
function identity(path: string): string | undefined {
  if (!existsSync(path)) return undefined
  const { dev, ino } = statSync(path)
  return `${dev}:${ino}`
}

const sqliteBusy = 5

function isBusy(error: unknown): boolean {
  if (!(error instanceof Error) || !('errcode' in error)) return false
  // The low byte is the primary code; SQLITE_BUSY_SNAPSHOT and others extend it.
  return typeof error.errcode === 'number' && (error.errcode & 0xff) === sqliteBusy
}
