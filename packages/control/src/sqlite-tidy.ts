import type { DatabaseSync } from 'node:sqlite'
import { decodeCounted, encodeCounts, windowStart } from './cell-codec.js'
import { rowsASlice } from './evidence-store.js'
import type { Fold, Horizon } from './evidence-store.js'
import { foldRows, sumCounted } from './fold-rows.js'

/**
 * How far each fold has come, by its text: what the present stage needs stays as it is, and is not gone through again
 * by every slice. A fold reaches further every few minutes and is then another, so that what came late is found.
 */
export type Progress = Map<string, number>

/** One slice of tidying, inside the caller's transaction; true while there is more. */
export function tidySqlite(
  database: DatabaseSync,
  horizon: Horizon,
  nextSeq: () => number,
  progress: Progress,
): boolean {
  let taken = 0
  const names = horizon.folds.map((fold) => JSON.stringify(fold))
  for (const name of progress.keys()) if (!names.includes(name)) progress.delete(name)
  for (const [index, fold] of horizon.folds.entries()) {
    const name = names[index] ?? ''
    while (taken < rowsASlice) {
      const { rows, from } = foldWindow(database, fold, nextSeq, progress.get(name) ?? 0)
      progress.set(name, from)
      if (rows === 0) break
      taken += rows
    }
  }
  const pruned = prune(database, horizon)
  const { changes } = database
    .prepare('delete from cells where key in (select key from cells where saved_at < ? limit ?)')
    .run(horizon.cellsBefore, rowsASlice)
  return taken >= rowsASlice || pruned >= rowsASlice || Number(changes) >= rowsASlice
}

/**
 * Rows that a fold puts together, each with the width of its window. The width stands in the text itself, so that an
 * index made for it is found.
 */
const folding = ({ width }: Fold): string => `
  select key, counts, bucket, target from (
    select key, counts, bucket, width, min(
      coalesce((
        select json_extract(value, '$.width') from json_each(:narrower)
        where json_extract(value, '$.place') in (corridor || '/' || stage, corridor || '/*') limit 1), :width),
      iif(tuned, :tuned, :width)) as target
    from pooled
    where width < ${width} and bucket < :before
      and corridor || '/' || cast(bucket - bucket % :width as integer) not in (select value from json_each(:untouched))
  )
  where width < target`

/**
 * Puts the oldest window together that holds anything narrower, from a bucket on; says how many rows it took, and from
 * where there may be more.
 */
function foldWindow(
  database: DatabaseSync,
  fold: Fold,
  nextSeq: () => number,
  since: number,
): { readonly rows: number; readonly from: number } {
  const parameters = {
    before: fold.before,
    width: fold.width,
    narrower: JSON.stringify(fold.narrower),
    tuned: fold.tunedWidth,
    untouched: JSON.stringify(fold.untouched),
  }
  const oldest = database
    .prepare(`${folding(fold)} and bucket >= :since order by bucket limit 1`)
    .get({ ...parameters, since })?.['bucket']
  if (typeof oldest !== 'number') return { rows: 0, from: fold.before }
  const from = windowStart(oldest, fold.width)
  const rows = database
    .prepare(`${folding(fold)} and bucket >= :from and bucket < :from + :width`)
    .all({ ...parameters, from })
    .map(({ key, counts, target }) => ({
      key: String(key),
      counts: String(counts),
      target: Number(target),
    }))
  const seq = nextSeq() // before any goes: whoever reads on must not be past it already
  const remove = database.prepare('delete from pooled where key = ?')
  for (const { key } of rows) remove.run(key)
  const find = database.prepare('select counts from pooled where key = ?')
  const write = database.prepare(
    'insert or replace into pooled (key, counts, seq) values (?, ?, ?)',
  )
  for (const [key, sum] of foldRows(rows)) {
    const known = find.get(key)
    const before = known === undefined ? undefined : decodeCounted(String(known['counts']))
    const { vector, span } = sumCounted(before, sum)
    write.run(key, encodeCounts(vector, span), seq)
  }
  return { rows: rows.length, from }
}

function prune(database: DatabaseSync, { pruneBefore, keep }: Horizon): number {
  const { changes } = database
    .prepare(
      `delete from pooled where key in (
         select key from pooled where width > 1 and bucket < ?
           and corridor || '/*' not in (select value from json_each(?))
           and corridor || '/' || stage not in (select value from json_each(?))
         limit ?)`,
    )
    .run(pruneBefore, JSON.stringify(keep), JSON.stringify(keep), rowsASlice)
  return Number(changes)
}
