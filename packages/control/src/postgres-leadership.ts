import type { Client } from 'pg'
import type { Leadership } from './leadership.js'
import type { PostgresDatabase } from './postgres-database.js'
import { postgresLocks } from './postgres-schema.js'

/**
 * Leads while it holds a session's advisory lock: PostgreSQL gives it to the next replica that asks
 * as soon as the session ends, whatever ended it.
 */
export function postgresLeadership(database: PostgresDatabase): Leadership {
  let session: Client | undefined

  async function leads(): Promise<boolean> {
    try {
      if (session === undefined) {
        const fresh = await database.dedicated()
        fresh.on('end', () => {
          if (session === fresh) session = undefined
        })
        session = fresh
      }
      // Asked each time on the very session that holds it: a lock one merely remembers proves nothing.
      const { rows } = await session.query<{ leads: boolean }>(
        `select coalesce(
           (select true from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()
              and objid = ${postgresLocks.leader} and granted limit 1),
           pg_try_advisory_lock(${postgresLocks.leader})) as leads`,
      )
      return rows[0]?.leads === true
    } catch {
      await close()
      return false
    }
  }

  async function close(): Promise<void> {
    const ended = session
    session = undefined
    await ended?.end().catch(() => undefined)
  }

  return { leads, close }
}
