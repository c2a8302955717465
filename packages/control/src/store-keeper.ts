import { isAbsolute, resolve } from 'node:path'
import type { StateAddress } from '@partial-trust/settings'
import { postgresKeeper } from './postgres-keeper.js'
import { PostgresDatabase } from './postgres-database.js'
import type { Restoration, Restored } from './restoration.js'
import type { Migrated, StoreAct } from './store-act.js'
import { sqliteKeeper } from './sqlite-keeper.js'
import type { Backup } from './backup.js'

/** Who does something to a store, and why; both go into the audit trail. */
export type Signed = { readonly by: string; readonly reason: string }

/** A store's own life. */
export interface StoreKeeper {
  /** The store's address without secrets. */
  readonly location: string

  /** @throws {StoreUnavailableError} when it cannot be told. */
  isThere(): Promise<boolean>

  /**
   * Makes the store, with an audit entry that says so; false where there is one already.
   *
   * @param lost What proves that there was an earlier one; its corridors then stay closed until a
   *   person adopts this one.
   */
  make(signed: Signed, lost: string | null): Promise<boolean>

  /** Accepts the store in the place of the lost one; false where none was lost. */
  adopt(signed: Signed): Promise<boolean>

  /**
   * Writes into the audit trail what was done beside the store.
   *
   * @throws {StoreUnavailableError} when it is not there, or it is unknown whether it was written.
   */
  note(act: StoreAct): Promise<void>

  /**
   * Takes the schema steps that are missing; makes nothing where there is no store.
   *
   * @param grantTo A role of the database that may then use the tables, and nothing more.
   */
  migrate(grantTo: string | null): Promise<Migrated>

  /**
   * Writes a consistent copy of the store, of whatever kind, into a file.
   *
   * @throws {BackupError} when something is there already, unless `force`.
   */
  backup(target: string, force: boolean): Promise<Backup>

  /**
   * Puts a backup, of whatever kind of store, in the place of this one. Every corridor is closed
   * afterwards until a person adopts it.
   *
   * @throws {BackupError} when the file is no backup that can be restored.
   */
  restore(from: string, restoration: Restoration): Promise<Restored>

  close(): Promise<void>
}

/** The part of a keeper that a process needs which serves. */
export type StoreMaker = Pick<StoreKeeper, 'location' | 'isThere' | 'make' | 'adopt' | 'close'>

export type StoreKeeperOptions = {
  /** What a relative SQLite path is relative to. */
  readonly cwd: string
  /** Wall time in ms since 1970. */
  readonly now: () => number
}

/** The keeper of the store at an address; null where it is kept elsewhere or nowhere. */
export function openStoreKeeper(
  address: StateAddress,
  { cwd, now }: StoreKeeperOptions,
): StoreKeeper | null {
  switch (address.kind) {
    case 'none':
    case 'remote':
      return null
    case 'sqlite':
      return sqliteKeeper(isAbsolute(address.path) ? address.path : resolve(cwd, address.path), now)
    case 'postgres': {
      const database = new PostgresDatabase(address.url)
      return postgresKeeper(database, now, () => database.close())
    }
  }
}
