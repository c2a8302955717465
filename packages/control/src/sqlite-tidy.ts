import type { DatabaseSync } from 'node:sqlite'
import { addVector, emptyVector } from '@partial-trust/core'
import { decodeCounts, encodeCounts, foldBuckets, windowStart } from './cell-codec.js'
import { rowsASlice } from './evidence-store.js'
import type { Horizon } from './evidence-store.js'
import { foldRows } from './fold-rows.js'

/** One slice of tidying, inside the caller's transaction; true while there is more. */
export function tidySqlite(
  database: DatabaseSync,
  horizon: Horizon,
  nextSeq: () => number,
): boolean {
  let taken = 0
  while (taken < rowsASlice) {
    const rows = foldWindow(database, horizon, nextSeq)
    if (rows === 0) break
    taken += rows
  }
  const pruned = prune(database, horizon)
  const { changes } = database
    .prepare('delete from cells where key in (select key from cells where saved_at < ? limit ?)')
    .run(horizon.cellsBefore, rowsASlice)
  return taken >= rowsASlice || pruned >= rowsASlice || Number(changes) >= rowsASlice
}

/** Puts the oldest window together that is still in buckets; says how many rows it took. */
function foldWindow(
  database: DatabaseSync,
  { foldBefore }: Horizon,
  nextSeq: () => number,
): number {
  const oldest = database
    .prepare('select min(bucket) as bucket from pooled where folded = 0 and bucket < ?')
    .get(foldBefore)?.['bucket']
  if (typeof oldest !== 'number') return 0
  const from = windowStart(oldest)
  const rows = database
    .prepare('select key, counts from pooled where folded = 0 and bucket >= ? and bucket < ?')
    .all(from, from + foldBuckets)
    .map(({ key, counts }) => ({ key: String(key), counts: String(counts) }))
  const seq = nextSeq()
  const find = database.prepare('select counts from pooled where key = ?')
  const write = database.prepare(
    'insert or replace into pooled (key, counts, seq) values (?, ?, ?)',
  )
  for (const [key, sum] of foldRows(rows)) {
    const known = find.get(key)
    const counts = known === undefined ? emptyVector() : decodeCounts(String(known['counts']))
    addVector(counts, sum)
    write.run(key, encodeCounts(counts), seq)
  }
  const remove = database.prepare('delete from pooled where key = ?')
  for (const { key } of rows) remove.run(key)
  return rows.length
}

function prune(database: DatabaseSync, { pruneBefore, keep }: Horizon): number {
  const { changes } = database
    .prepare(
      `delete from pooled where key in (
         select key from pooled where folded = 1 and bucket < ?
           and json_extract(key, '$[2]') || '/*' not in (select value from json_each(?))
           and json_extract(key, '$[2]') || '/' || coalesce(json_extract(key, '$[4]'), '')
             not in (select value from json_each(?))
         limit ?)`,
    )
    .run(pruneBefore, JSON.stringify(keep), JSON.stringify(keep), rowsASlice)
  return Number(changes)
}
