import type { ClientBase } from 'pg'
import { windowStart } from './cell-codec.js'
import type { Counted } from './cell-codec.js'
import { outcomesASlice, rowsASlice } from './evidence-store.js'
import type { Fold, Horizon } from './evidence-store.js'
import { forgotten } from './forgotten-outcomes.js'
import { foldRows, sumCounted } from './fold-rows.js'
import { pruneSent } from './postgres-sent.js'
import type { TidyProgress } from './tidy-progress.js'

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
  progress: TidyProgress,
): Promise<boolean> {
  progress.begin(horizon)
  const seq = await pools.nextSeq() // also keeps every other writer of counts away
  let taken = 0
  for (const fold of horizon.folds) {
    while (taken < rowsASlice) {
      if (progress.reached(fold) >= fold.before) break
      const { rows, from } = await foldWindow(client, fold, pools, {
        seq,
        since: progress.reached(fold),
      })
      progress.reach(fold, from)
      taken += rows
    }
  }
  const pruned = progress.isPruned(horizon) ? 0 : await prune(client, horizon)
  // What is not put together yet cannot go.
  if (pruned < rowsASlice && taken < rowsASlice) progress.pruned(horizon)
  await client.query(`delete from partial_trust.processes where seen_at < now() - interval '1 day'`)
  const cells = await pruneSent(client, horizon.cellsBefore, rowsASlice)
  await forgetSome(client, horizon, progress)
  const most = Math.max(taken, pruned, cells)
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

/** Lets go of some windows that nobody needs; says how many. */
async function prune(client: ClientBase, { pruneBefore, keep }: Horizon): Promise<number> {
  const { rowCount } = await client.query(
    `delete from partial_trust.pooled where key in (
       select key from partial_trust.pooled where width > 1 and bucket < $1
         and corridor || '/*' <> all($2) and corridor || '/' || stage <> all($2)
       limit $3)`,
    [pruneBefore, keep, rowsASlice],
  )
  return rowCount ?? 0
}

/**
 * Looks at some outcomes, in the order of their names: where there are millions, an index by their time would take
 * longer to make than a statement may. Never a reason to go on at once.
 */
async function forgetSome(
  client: ClientBase,
  horizon: Horizon,
  progress: TidyProgress,
): Promise<void> {
  const after = progress.outcome(horizon)
  if (after === null) return
  const { rows } = await client.query<{ corridor: string; id: string; saved_at: Date }>(
    `select corridor, id, saved_at from partial_trust.outcomes where (corridor, id) > ($1, $2)
     order by corridor, id limit $3`,
    [after.corridor, after.id, outcomesASlice],
  )
  const some = rows.map((row) => ({ ...row, savedAt: row.saved_at.toISOString() }))
  const gone = forgotten(some, horizon)
  if (gone.length > 0) {
    await client.query(
      `delete from partial_trust.outcomes using unnest($1::text[], $2::text[]) as gone (corridor, id)
       where outcomes.corridor = gone.corridor and outcomes.id = gone.id`,
      [gone.map(({ corridor }) => corridor), gone.map(({ id }) => id)],
    )
  }
  progress.reachOutcome(some.length < outcomesASlice ? null : (some.at(-1) ?? null), horizon)
}

/**
 * Puts the oldest window together that holds anything narrower, from a bucket on; says how many rows it took, and from
 * where there may be more.
 */
async function foldWindow(
  client: ClientBase,
  fold: Fold,
  pools: Pools,
  { seq, since }: { readonly seq: string; readonly since: number },
): Promise<{ readonly rows: number; readonly from: number }> {
  const parameters = parametersOf(fold)
  const found = await client.query<{ bucket: string }>(
    `${folding(fold)} and bucket >= $7 order by bucket limit 1`,
    [...parameters, since],
  )
  const [oldest] = found.rows
  if (oldest === undefined) return { rows: 0, from: fold.before }
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
  return { rows: rows.length, from }
}
