import { isAbsolute, resolve } from 'node:path'
import type { StateAddress } from '@partial-trust/settings'
import { messageOf } from '@partial-trust/settings'
import { isTrial } from './canary.js'
import type { CorridorState } from './control-state.js'
import { StoreUnavailableError } from './control-store.js'
import type { FormatRows } from './format-rows.js'
import { parseCorridorRow } from './parse-corridor-state.js'
import { PostgresDatabase } from './postgres-database.js'
import { postgresMigrations } from './postgres-schema.js'
import { sqliteFormatRows } from './sqlite-format.js'
import { sqliteMigrations } from './sqlite-schema.js'

/** What a store is made of, as its bytes say. */
export type StoreFormat =
  /** Kept elsewhere, or nowhere. */
  | { readonly kind: 'none' }
  | { readonly kind: 'absent'; readonly location: string }
  | { readonly kind: 'unreadable'; readonly location: string; readonly problem: string }
  | {
      readonly kind: 'read'
      readonly location: string
      /** Steps of the schema that it has taken. */
      readonly steps: number
      /** Steps that this version knows. */
      readonly known: number
      readonly corridors: readonly CorridorState[]
      /** What of it this version cannot read, a sentence each. */
      readonly unread: readonly string[]
    }

/**
 * Reads which version wrote a store and where its corridors stand. Takes no step of the schema, makes no
 * store and leaves no file behind.
 *
 * @param cwd What a relative SQLite path is relative to.
 */
export async function readStoreFormat(address: StateAddress, cwd: string): Promise<StoreFormat> {
  switch (address.kind) {
    case 'none':
    case 'remote':
      return { kind: 'none' }
    case 'sqlite': {
      const path = isAbsolute(address.path) ? address.path : resolve(cwd, address.path)
      return formatOf(`sqlite:${path}`, sqliteMigrations.length, async () => sqliteFormatRows(path))
    }
    case 'postgres': {
      const database = new PostgresDatabase(address.url)
      try {
        return await formatOf(database.location, postgresMigrations.length, () =>
          database.formatRows(),
        )
      } finally {
        await database.close()
      }
    }
  }
}

async function formatOf(
  location: string,
  known: number,
  read: () => Promise<FormatRows>,
): Promise<StoreFormat> {
  let found: FormatRows
  try {
    found = await read()
  } catch (error) {
    const told = messageOf(error)
    const problem = error instanceof StoreUnavailableError ? told : `${location}: ${told}`
    return { kind: 'unreadable', location, problem }
  }
  if (found === null) return { kind: 'absent', location }
  const corridors: CorridorState[] = []
  const unread: string[] = []
  for (const { intent, state } of found.rows) {
    try {
      corridors.push(parseCorridorRow(intent, state))
    } catch (error) {
      unread.push(`corridor ${intent}: ${messageOf(error)}`)
    }
  }
  return {
    kind: 'read',
    location,
    steps: found.steps,
    known,
    corridors: corridors.filter((state) => !isTrial(state)),
    unread,
  }
}
