import { leadMs } from './leadership.js'
import type { Leadership } from './leadership.js'
import type { PostgresDatabase } from './postgres-database.js'

/** The lead among the processes of many hosts, by a row and the database's clock. */
export function postgresLeadership(database: PostgresDatabase): Leadership {
  /** Under which name this process leads; null while it does not. */
  let held: string | null = null
  return {
    async leads(instance) {
      const leading = await database.use(async (client) => {
        const { rowCount } = await client.query(
          `insert into partial_trust.leader
           values (1, $1, clock_timestamp() + $2 * interval '1 millisecond')
           on conflict (id) do update set instance = excluded.instance, until = excluded.until
           where leader.until
               not between clock_timestamp() and clock_timestamp() + $2 * interval '1 millisecond'
             or leader.instance = excluded.instance`,
          [instance, leadMs],
        )
        return (rowCount ?? 0) > 0
      })
      held = leading ? instance : null
      return leading
    },
    leader: () =>
      database.use(async (client) => {
        const { rows } = await client.query<{ instance: string }>(
          `select instance from partial_trust.leader
           where until between clock_timestamp() and clock_timestamp() + $1 * interval '1 millisecond'`,
          [leadMs],
        )
        return rows[0]?.instance ?? null
      }),
    async close() {
      if (held === null) return
      const instance = held
      await database
        .use((client) =>
          client.query('delete from partial_trust.leader where instance = $1', [instance]),
        )
        .catch(() => undefined) // it lapses by itself
    },
  }
}
