import type { ClientBase } from 'pg'
import { windowStart } from './cell-codec.js'
import type { Counted } from './cell-codec.js'
import { rowsASlice } from './evidence-store.js'
import type { Fold, Horizon } from './evidence-store.js'
import { foldRows, sumCounted } from './fold-rows.js'
import { pruneSent } from './postgres-sent.js'

/** What tidying needs of the store: where counts stand, and how they are written. */
export type Pools = {
  readonly nextSeq: () => Promise<string>
  readonly countsOf: (names: readonly string[]) => Promise<ReadonlyMap<string, Counted>>
  readonly write: (pools: ReadonlyMap<string, Counted>, seq: string) => Promise<void>
}

/** One slice of tidying, inside the caller's transaction; true while there is more. */
export async function tidyPostgres(
  client: ClientBase,
  horizon: Horizon,
  pools: Pools,
): Promise<boolean> {
  const seq = await pools.nextSeq() // also keeps every other writer of counts away
  let taken = 0
  for (const fold of horizon.folds) {
    while (taken < rowsASlice) {
      const rows = await foldWindow(client, fold, pools, seq)
      if (rows === 0) break
      taken += rows
    }
  }
  const { pruneBefore, keep, cellsBefore } = horizon
  const pruned = await client.query(
    `delete from partial_trust.pooled where key in (
       select key from partial_trust.pooled where width > 1 and bucket < $1
         and corridor || '/*' <> all($2) and corridor || '/' || stage <> all($2)
       limit $3)`,
    [pruneBefore, keep, rowsASlice],
  )
  await client.query(`delete from partial_trust.processes where seen_at < now() - interval '1 day'`)
  const cells = await pruneSent(client, cellsBefore, rowsASlice)
  const most = Math.max(taken, pruned.rowCount ?? 0, cells)
  return most >= rowsASlice
}

/**
 * Rows that a fold puts together, each with the width of its window: $1 to $6 as {@link parametersOf} gives them. The
 * width stands in the text itself, so that an index made for it is found.
 */
const folding = ({ width }: Fold): string => `
  select key, counts, bucket, target from (
    select key, counts, bucket, width, least(
      coalesce((
        select narrower.width from unnest($3::text[], $4::int[]) as narrower (place, width)
        where narrower.place in (corridor || '/' || stage, corridor || '/*') limit 1), $2),
      case when tuned then $5::int else $2 end) as target
    from partial_trust.pooled
    where width < ${width} and bucket < $1
      and corridor || '/' || (bucket - bucket % $2) <> all($6)
  ) as row
  where width < target`

function parametersOf({ before, width, narrower, tunedWidth, untouched }: Fold): unknown[] {
  const places = narrower.map(({ place }) => place)
  const widths = narrower.map((one) => one.width)
  return [before, width, places, widths, tunedWidth, untouched]
}

/** Puts the oldest window together that holds anything narrower; says how many rows it took. */
async function foldWindow(
  client: ClientBase,
  fold: Fold,
  pools: Pools,
  seq: string,
): Promise<number> {
  const parameters = parametersOf(fold)
  const found = await client.query<{ bucket: string }>(
    `${folding(fold)} order by bucket limit 1`,
    parameters,
  )
  const [oldest] = found.rows
  if (oldest === undefined) return 0
  const from = windowStart(Number(oldest.bucket), fold.width)
  const { rows } = await client.query<{ key: string; counts: string; target: number }>(
    `${folding(fold)} and bucket >= $7 and bucket < $7 + $2`,
    [...parameters, from],
  )
  await client.query('delete from partial_trust.pooled where key = any($1)', [
    rows.map(({ key }) => key),
  ])
  const sums = foldRows(rows)
  const known = await pools.countsOf([...sums.keys()])
  await pools.write(
    new Map([...sums].map(([key, sum]) => [key, sumCounted(known.get(key), sum)])),
    seq,
  )
  return rows.length
}
