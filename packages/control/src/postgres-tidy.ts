import { addVector, emptyVector } from '@partial-trust/core'
import type { CountVector } from '@partial-trust/core'
import type { ClientBase } from 'pg'
import { foldBuckets, windowStart } from './cell-codec.js'
import { rowsASlice } from './evidence-store.js'
import type { Horizon } from './evidence-store.js'
import { foldRows } from './fold-rows.js'
import { pruneSent } from './postgres-sent.js'

/** What tidying needs of the store: where counts stand, and how they are written. */
export type Pools = {
  readonly nextSeq: () => Promise<string>
  readonly countsOf: (names: readonly string[]) => Promise<ReadonlyMap<string, CountVector>>
  readonly write: (pools: ReadonlyMap<string, CountVector>, seq: string) => Promise<void>
}

/** One slice of tidying, inside the caller's transaction; true while there is more. */
export async function tidyPostgres(
  client: ClientBase,
  horizon: Horizon,
  pools: Pools,
): Promise<boolean> {
  const seq = await pools.nextSeq() // also keeps every other writer of counts away
  let taken = 0
  while (taken < rowsASlice) {
    const rows = await foldWindow(client, horizon, pools, seq)
    if (rows === 0) break
    taken += rows
  }
  const { pruneBefore, keep, cellsBefore } = horizon
  const pruned = await client.query(
    `delete from partial_trust.pooled where key in (
       select key from partial_trust.pooled where folded = 1 and bucket < $1
         and (key::json ->> 2) || '/*' <> all($2)
         and (key::json ->> 2) || '/' || coalesce(key::json ->> 4, '') <> all($2)
       limit $3)`,
    [pruneBefore, keep, rowsASlice],
  )
  await client.query(`delete from partial_trust.processes where seen_at < now() - interval '1 day'`)
  const cells = await pruneSent(client, cellsBefore, rowsASlice)
  const most = Math.max(taken, pruned.rowCount ?? 0, cells)
  return most >= rowsASlice
}

/** Puts the oldest window together that is still in buckets; says how many rows it took. */
async function foldWindow(
  client: ClientBase,
  { foldBefore }: Horizon,
  pools: Pools,
  seq: string,
): Promise<number> {
  const found = await client.query<{ bucket: string | null }>(
    'select min(bucket) as bucket from partial_trust.pooled where folded = 0 and bucket < $1',
    [foldBefore],
  )
  const oldest = found.rows[0]?.bucket ?? null
  if (oldest === null) return 0
  const from = windowStart(Number(oldest))
  const { rows } = await client.query<{ key: string; counts: string }>(
    `delete from partial_trust.pooled where folded = 0 and bucket >= $1 and bucket < $2
     returning key, counts`,
    [from, from + foldBuckets],
  )
  const sums = foldRows(rows)
  const known = await pools.countsOf([...sums.keys()])
  const whole = new Map<string, CountVector>()
  for (const [key, sum] of sums) {
    const counts = known.get(key) ?? emptyVector()
    addVector(counts, sum)
    whole.set(key, counts)
  }
  await pools.write(whole, seq)
  return rows.length
}
