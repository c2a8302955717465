import type { PostgresDatabase } from './postgres-database.js'
import { copyPostgres, restorePostgres } from './postgres-restore.js'
import { recordStoreAct } from './postgres-store-act.js'
import { withBackup, writeBackup } from './store-backup.js'
import type { StoreKeeper } from './store-keeper.js'

/** Keeps the store in a PostgreSQL database. */
export function postgresKeeper(
  database: PostgresDatabase,
  now: () => number,
  close: () => Promise<void> = async () => {},
): StoreKeeper {
  return {
    location: database.location,
    isThere: () => database.isThere(),
    make: (signed, lost) =>
      database.make(async (client) => {
        await client.query('update partial_trust.meta set lost = $1', [lost])
        const evidence = lost === null ? null : { lost }
        await recordStoreAct(client, { action: 'make', ...signed, evidence }, now())
      }),
    adopt: (signed) =>
      database.transaction(async (client) => {
        const { rows } = await client.query<{ lost: string | null }>(
          'select lost from partial_trust.meta for update',
        )
        const lost = rows[0]?.lost ?? null
        if (lost === null) return false
        await client.query('update partial_trust.meta set lost = null')
        await recordStoreAct(client, { action: 'adopt', ...signed, evidence: { lost } }, now())
        return true
      }),
    note: (act) => database.transaction((client) => recordStoreAct(client, act, now())),
    migrate: (grantTo) => database.migrate(grantTo),
    backup: (target, force) => writeBackup(target, force, (draft) => copyPostgres(database, draft)),
    restore: (from, restoration) =>
      withBackup(from, async (source) => {
        const made = await database.make(async () => {})
        const restored = await restorePostgres(database, source, restoration, now)
        return made ? { ...restored, replaced: null } : restored
      }),
    close,
  }
}
