import type { DatabaseSync } from 'node:sqlite'
import {
  decodeCounted,
  decodeKey,
  encodeCounts,
  encodeKey,
  foldedKey,
  windowStart,
} from './cell-codec.js'
import { outcomesASlice, rowsASlice } from './evidence-store.js'
import type { Fold, Horizon } from './evidence-store.js'
import { forgotten } from './forgotten-outcomes.js'
import { foldRows, sumCounted } from './fold-rows.js'
import type { FoldingRow } from './fold-rows.js'
import type { SqliteFile } from './sqlite-file.js'
import type { TidyProgress } from './tidy-progress.js'

/** How much time is looked through at once. */
const stretchBuckets = 8640

export type TidySqlite = {
  readonly file: Pick<SqliteFile, 'read' | 'write'>
  readonly nextSeq: (database: DatabaseSync) => number
  /** Wall time in ms since 1970. */
  readonly now: () => number
  readonly progress: TidyProgress
}

/**
 * One slice of tidying; true while there is more. What there is to do is looked for beside all writers, and each
 * write is a few rows of its own, whole however it ends: a kill waits behind one of them at most.
 */
export async function tidySqlite(horizon: Horizon, tidying: TidySqlite): Promise<boolean> {
  const { file, progress } = tidying
  progress.begin(horizon)
  let taken = 0
  for (const fold of horizon.folds) {
    while (taken < rowsASlice && progress.reached(fold) < fold.before) {
      taken += await foldOnce(fold, tidying)
    }
  }
  const pruned = progress.isPruned(horizon) ? 0 : await prune(horizon, file)
  // What is not put together yet cannot go.
  if (pruned < rowsASlice && taken < rowsASlice) progress.pruned(horizon)
  const sent = await letGo(horizon.cellsBefore, file)
  await forgetSome(horizon, tidying)
  return taken >= rowsASlice || pruned >= rowsASlice || sent >= rowsASlice
}

/** Puts some rows of the oldest window together that holds anything narrower, or looks on; says how many it took. */
async function foldOnce(fold: Fold, { file, nextSeq, progress }: TidySqlite): Promise<number> {
  const { oldest, until } = await file.read((database) =>
    look(database, fold, progress.reached(fold)),
  )
  const from = oldest === null ? until : windowStart(oldest, fold.width)
  progress.reach(fold, from)
  if (oldest === null) return 0
  return file.write((database) => foldSome(database, fold, from, nextSeq))
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
    where width < ${width} and bucket >= :from and bucket < :until
      and corridor || '/' || cast(bucket - bucket % :width as integer) not in (select value from json_each(:untouched))
  )
  where width < target`

function parametersOf(fold: Fold, from: number, until: number) {
  return {
    from,
    until: Math.min(until, fold.before),
    width: fold.width,
    narrower: JSON.stringify(fold.narrower),
    tuned: fold.tunedWidth,
    untouched: JSON.stringify(fold.untouched),
  }
}

/** The oldest bucket of a stretch that is to be put together, and where the stretch ends. */
function look(
  database: DatabaseSync,
  fold: Fold,
  since: number,
): { readonly oldest: number | null; readonly until: number } {
  const first = database
    .prepare(`select min(bucket) as first from pooled where width < ${fold.width} and bucket >= ?`)
    .get(since)?.['first']
  if (typeof first !== 'number') return { oldest: null, until: fold.before }
  const until = windowStart(first + stretchBuckets, fold.width)
  const oldest = database
    .prepare(`${folding(fold)} order by bucket limit 1`)
    .get(parametersOf(fold, since, until))?.['bucket']
  return { oldest: typeof oldest === 'number' ? oldest : null, until }
}

/**
 * Puts rows of one window together: all of those that come to one row, or none of them, because whoever read them
 * takes that row to stand for them all.
 */
function foldSome(
  database: DatabaseSync,
  fold: Fold,
  from: number,
  nextSeq: TidySqlite['nextSeq'],
): number {
  const rows = database
    .prepare(folding(fold))
    .all(parametersOf(fold, from, from + fold.width))
    .map(({ key, counts, target }) => ({
      key: String(key),
      counts: String(counts),
      target: Number(target),
    }))
  const some = wholeGroups(rows)
  const seq = nextSeq(database) // before any goes: whoever reads on must not be past it already
  const remove = database.prepare('delete from pooled where key = ?')
  for (const { key } of some) remove.run(key)
  const find = database.prepare('select counts from pooled where key = ?')
  const write = database.prepare(
    'insert or replace into pooled (key, counts, seq) values (?, ?, ?)',
  )
  for (const [key, sum] of foldRows(some)) {
    const known = find.get(key)
    const before = known === undefined ? undefined : decodeCounted(String(known['counts']))
    const { vector, span } = sumCounted(before, sum)
    write.run(key, encodeCounts(vector, span), seq)
  }
  return some.length
}

/** The first rows that come to one row each, until they are enough. */
function wholeGroups(rows: readonly FoldingRow[]): readonly FoldingRow[] {
  const groups = Map.groupBy(rows, ({ key, target }) =>
    encodeKey(foldedKey(decodeKey(key), target)),
  )
  const some: FoldingRow[] = []
  for (const group of groups.values()) {
    if (some.length >= rowsASlice) break
    some.push(...group)
  }
  return some
}

/** Lets go of some windows that nobody needs; says how many. */
async function prune(
  { pruneBefore, keep }: Horizon,
  file: Pick<SqliteFile, 'read' | 'write'>,
): Promise<number> {
  const names = await file.read((database) =>
    database
      .prepare(
        `select key from pooled where width > 1 and bucket < ?
           and corridor || '/*' not in (select value from json_each(?))
           and corridor || '/' || stage not in (select value from json_each(?))
         limit ?`,
      )
      .all(pruneBefore, JSON.stringify(keep), JSON.stringify(keep), rowsASlice)
      .map(({ key }) => String(key)),
  )
  if (names.length === 0) return 0
  await file.write((database) => {
    const remove = database.prepare('delete from pooled where key = ?')
    for (const name of names) remove.run(name)
  })
  return names.length
}

/**
 * Looks at some outcomes, in the order of their names: where there are millions, an index by their time would take
 * longer to make than whoever starts may wait. Never a reason to go on at once.
 */
async function forgetSome(horizon: Horizon, { file, progress, now }: TidySqlite): Promise<void> {
  const after = progress.outcome(horizon)
  if (after === null) return
  const some = await file.read((database) =>
    database
      .prepare(
        `select corridor, id, saved_at from outcomes where (corridor, id) > (?, ?)
         order by corridor, id limit ?`,
      )
      .all(after.corridor, after.id, outcomesASlice)
      .map(({ corridor, id, saved_at: savedAt }) => ({
        corridor: String(corridor),
        id: String(id),
        savedAt: String(savedAt),
      })),
  )
  const gone = forgotten(some, horizon)
  const undated = some.filter(({ savedAt }) => savedAt === '')
  if (gone.length > 0 || undated.length > 0) {
    const at = new Date(now()).toISOString()
    await file.write((database) => {
      const remove = database.prepare(
        'delete from outcomes where corridor = ? and id = ? and saved_at = ?',
      )
      for (const { corridor, id, savedAt } of gone) remove.run(corridor, id, savedAt)
      const date = database.prepare(
        `update outcomes set saved_at = ? where corridor = ? and id = ? and saved_at = ''`,
      )
      for (const { corridor, id } of undated) date.run(at, corridor, id)
    })
  }
  progress.reachOutcome(some.length < outcomesASlice ? null : (some.at(-1) ?? null), horizon)
}

/** Lets go of some of what single processes sent before a moment; says how many. */
async function letGo(before: string, file: Pick<SqliteFile, 'read' | 'write'>): Promise<number> {
  const select = 'select key from cells where saved_at < ? limit ?'
  const old = await file.read((database) => database.prepare(select).all(before, rowsASlice).length)
  if (old === 0) return 0
  const { changes } = await file.write((database) =>
    database.prepare(`delete from cells where key in (${select})`).run(before, rowsASlice),
  )
  return Number(changes)
}
