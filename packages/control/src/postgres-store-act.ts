import type { ClientBase } from 'pg'
import { appendPostgresEntry } from './append-postgres-entry.js'
import { sealStoreAct, wholeStore } from './store-act.js'
import type { StoreAct } from './store-act.js'

/** Writes what is done to the store itself into its trail, inside the caller's transaction. */
export async function recordStoreAct(
  client: ClientBase,
  act: StoreAct,
  nowMs: number,
): Promise<void> {
  const { rows } = await client.query<{ head_seq: string; head_hash: string; acts: number }>(
    `select head_seq, head_hash,
       (select count(*)::int from partial_trust.audit where intent = $1) as acts
     from partial_trust.meta for update`,
    [wholeStore],
  )
  const [row] = rows
  if (row === undefined) throw new TypeError('the store has lost its identity')
  const head = { seq: Number(row.head_seq), hash: row.head_hash }
  const entry = sealStoreAct(act, row.acts + 1, head, new Date(nowMs).toISOString())
  await appendPostgresEntry(client, entry)
}
