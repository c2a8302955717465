import { leadMs } from './leadership.js'
import type { Leadership } from './leadership.js'
import { SqliteFile } from './sqlite-file.js'

/** The lead among the processes of one host, by a row in the state file. */
export function sqliteLeadership(path: string, now: () => number): Leadership {
  const file = new SqliteFile({ path, synchronous: 'NORMAL', writeTimeoutMs: 2000 })
  /** Under which name this process leads; null while it does not. */
  let held: string | null = null
  return {
    async leads(instance) {
      const leading = await file.write((database) => {
        const nowMs = Math.trunc(now())
        const { changes } = database
          .prepare(
            `insert into leader values (1, ?, ?)
             on conflict (id) do update set instance = excluded.instance, until_ms = excluded.until_ms
             where leader.until_ms not between ? and ? or leader.instance = excluded.instance`,
          )
          .run(instance, nowMs + leadMs, nowMs, nowMs + leadMs)
        return Number(changes) > 0
      })
      held = leading ? instance : null
      return leading
    },
    leader: () =>
      file.read((database) => {
        const nowMs = Math.trunc(now())
        const row = database
          .prepare('select instance from leader where until_ms between ? and ?')
          .get(nowMs, nowMs + leadMs)
        return row === undefined ? null : String(row['instance'])
      }),
    async close() {
      if (held !== null) {
        const instance = held
        await file
          .write((database) => {
            database.prepare('delete from leader where instance = ?').run(instance)
          })
          .catch(() => undefined) // it lapses by itself
      }
      file.close()
    },
  }
}
