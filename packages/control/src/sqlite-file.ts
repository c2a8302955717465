import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { messageOf } from '@partial-trust/settings'
import { StoreAbsentError, StoreUnavailableError } from './control-store.js'
import { refuseSqliteDamage } from './refuse-sqlite-damage.js'
import { isSame, sqliteIdentity } from './sqlite-identity.js'
import type { SqliteIdentity } from './sqlite-identity.js'
import { inSqliteTransaction, migrateSqlite, stepsTaken } from './sqlite-migrate.js'
import { hasStrayIndex } from './stray-index.js'

export type SqliteFileOptions = {
  readonly path: string
  /** `FULL` survives a power cut, `NORMAL` only a crash of the process. Default `FULL`. */
  readonly synchronous?: 'FULL' | 'NORMAL'
  /** How long one write may wait for other writers before it is given up, in ms. Default 15000. */
  readonly writeTimeoutMs?: number
}

export type WriteOptions<Result> = {
  /** How long to wait for other writers, in ms. Default `writeTimeoutMs`. */
  readonly patienceMs?: number
  /** Asked each time the database is busy; a result ends the wait. */
  readonly whenBusy?: (database: DatabaseSync) => Result | undefined
}

/** Waiting inside SQLite would stop the event loop, so a busy database is retried from outside. */
const busyTimeoutMs = 2
/** Pauses grow up to this: many that look often take the CPU from the one they wait for. */
const longestPauseMs = 50
const lookEveryMs = 10
const readTimeoutMs = 5000
/** How long one that is not used may stand on files that are no longer there. */
const lookAsideMs = 250
/** By then every other connection of this process has looked. */
const othersLetGoMs = 4 * lookAsideMs

/**
 * One connection to the state file that survives what happens to files: it is opened on first use,
 * opened again after an error or when any file of the store was replaced, and never makes a file: a
 * deleted state must not read as "nothing was ever killed".
 */
export class SqliteFile {
  readonly location: string
  readonly #options: Required<SqliteFileOptions>
  #open: { readonly database: DatabaseSync; readonly identity: SqliteIdentity } | undefined
  #looking: NodeJS.Timeout | undefined
  #seenBefore = false
  #closed = false

  constructor(options: SqliteFileOptions) {
    this.#options = { synchronous: 'FULL', writeTimeoutMs: 15_000, ...options }
    this.location = `sqlite:${options.path}`
  }

  /** Runs `work` on one consistent state of the file. @throws {StoreUnavailableError} whatever went wrong. */
  read<Result>(work: (database: DatabaseSync) => Result): Promise<Result> {
    return this.#patiently('begin', work, { patienceMs: readTimeoutMs })
  }

  /** Runs `work` alone among all writers; it takes effect whole or not at all. */
  write<Result>(
    work: (database: DatabaseSync) => Result,
    options: WriteOptions<Result> = {},
  ): Promise<Result> {
    return this.#patiently('begin immediate', work, options)
  }

  /** A text that differs after any other connection wrote; undefined where it cannot be read. */
  dataVersion(): string | undefined {
    try {
      const row = this.#connection().prepare('pragma data_version').get()
      const identity = this.#open?.identity
      return `${identity?.file} ${identity?.beside} ${Number(row?.['data_version'])}`
    } catch {
      return undefined
    }
  }

  close(): void {
    this.#closed = true
    this.#drop()
  }

  async #patiently<Result>(
    begin: 'begin' | 'begin immediate',
    work: (database: DatabaseSync) => Result,
    { patienceMs = this.#options.writeTimeoutMs, whenBusy }: WriteOptions<Result>,
  ): Promise<Result> {
    const beganMs = performance.now()
    for (let pauseMs = 2; ; pauseMs = Math.min(longestPauseMs, pauseMs * 2)) {
      try {
        return inSqliteTransaction(this.#connection(), begin, work)
      } catch (error) {
        const waitedMs = performance.now() - beganMs
        const others = error instanceof StrayIndexError && waitedMs < othersLetGoMs
        if (!isBusy(error) && !others) throw this.#unavailable(error)
        if (waitedMs > patienceMs) {
          throw this.#unavailable(
            new Error(`other processes kept it busy for ${Math.round(waitedMs)} ms`, {
              cause: error,
            }),
          )
        }
      }
      const found = await this.#pause(pauseMs * (0.5 + Math.random()), whenBusy)
      if (found !== undefined) return found
    }
  }

  /** Asks often and tries seldom: a look costs a tenth of an attempt. */
  async #pause<Result>(
    pauseMs: number,
    whenBusy: WriteOptions<Result>['whenBusy'],
  ): Promise<Result | undefined> {
    for (let leftMs = pauseMs; ; leftMs -= lookEveryMs) {
      const found = this.#ask(whenBusy)
      if (found !== undefined || leftMs <= 0) return found
      await sleep(Math.min(leftMs, lookEveryMs))
    }
  }

  #ask<Result>(whenBusy: WriteOptions<Result>['whenBusy']): Result | undefined {
    if (whenBusy === undefined) return undefined
    try {
      return whenBusy(this.#connection())
    } catch (error) {
      if (isBusy(error) || error instanceof StrayIndexError) return undefined
      throw this.#unavailable(error)
    }
  }

  #connection(): DatabaseSync {
    if (this.#closed) throw new Error('it was closed')
    const { path } = this.#options
    const found = sqliteIdentity(path)
    if (this.#open !== undefined && isSame(this.#open.identity, found)) return this.#open.database
    this.#drop()
    if (found === undefined) {
      if (this.#seenBefore) throw new Error('the file is gone')
      throw new StoreAbsentError(this.location)
    }
    const database = connect(path, this.#options.synchronous, this.location)
    // What the file was before it was opened, so that whatever happened meanwhile counts as news.
    const beside = sqliteIdentity(path)?.beside ?? ''
    this.#open = { database, identity: { file: found.file, beside } }
    this.#seenBefore = true
    if (hasStrayIndex(path)) {
      this.#drop()
      throw new StrayIndexError()
    }
    // The others of this process are rid of them only when none is left that is never used.
    this.#looking = setInterval(() => this.#look(), lookAsideMs).unref()
    return database
  }

  #look(): void {
    if (this.#open !== undefined && !isSame(this.#open.identity, this.#found())) this.#drop()
  }

  #found(): SqliteIdentity | undefined {
    try {
      return sqliteIdentity(this.#options.path)
    } catch {
      return undefined
    }
  }

  #unavailable(error: unknown): StoreUnavailableError {
    if (error instanceof StoreUnavailableError) return error
    if (!isBusy(error)) this.#drop()
    const problem = messageOf(error)
    return new StoreUnavailableError(this.location, problem, { cause: error })
  }

  #drop(): void {
    const open = this.#open
    this.#open = undefined
    clearInterval(this.#looking)
    if (open !== undefined) release(this.#options.path, open.database, open.identity)
  }
}

class StrayIndexError extends Error {
  constructor() {
    super('files beside it were deleted or replaced, and this process still holds them')
  }
}

/** A process holds half a dozen connections, and the system keeps the file's pages anyway. SQLite's own would be 2000. */
const cacheKib = 500

function connect(path: string, synchronous: string, location: string): DatabaseSync {
  const database = new DatabaseSync(path, { timeout: busyTimeoutMs })
  try {
    // Nothing was ever written to it: an empty file is no store, and not for us to make one of.
    if (stepsTaken(database) === 0) throw new StoreAbsentError(location)
    database.exec('pragma journal_mode = wal')
    database.exec(`pragma synchronous = ${synchronous}`)
    database.exec(`pragma cache_size = -${cacheKib}`)
    migrateSqlite(database)
    database.prepare('select store_id from meta').get() // by now the files beside it are there
    refuseSqliteDamage(database)
  } catch (error) {
    database.close()
    throw error
  }
  return database
}

/**
 * Closes a connection. The last one to go writes what its log holds into the file; where log or index
 * were deleted or replaced meanwhile, that would be the past over the present. SQLite leaves it
 * alone while another connection stands open, so one does: one that may only read, and writes nothing when it goes.
 */
function release(path: string, database: DatabaseSync, identity: SqliteIdentity): void {
  const guard = besideNow(path) === identity.beside ? undefined : guardOf(path)
  try {
    database.close()
  } catch {
    // a broken connection may refuse even this; nothing of it is used again
  }
  try {
    guard?.close()
  } catch {
    // the same
  }
}

function besideNow(path: string): string | undefined {
  try {
    return sqliteIdentity(path)?.beside
  } catch {
    return undefined // a link to itself, a folder that may not be entered
  }
}

function guardOf(path: string): DatabaseSync | undefined {
  if (besideNow(path) === undefined) return undefined
  try {
    const guard = new DatabaseSync(path, { timeout: busyTimeoutMs, readOnly: true })
    guard.prepare('select count(*) from sqlite_schema').get()
    return guard
  } catch {
    return undefined // nothing that could be protected
  }
}

const sqliteBusy = 5

function isBusy(error: unknown): boolean {
  if (!(error instanceof Error) || !('errcode' in error)) return false
  // The low byte is the primary code; SQLITE_BUSY_SNAPSHOT and others extend it.
  return typeof error.errcode === 'number' && (error.errcode & 0xff) === sqliteBusy
}
