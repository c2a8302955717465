import type { Cell, CellKey, CountVector } from '@partial-trust/core'
import type { ClientBase } from 'pg'
import { decodeCounts, encodeCounts, encodeKey } from './cell-codec.js'
import { parseJson } from './parse-json.js'

/** What one process sent of some buckets in a row, by the keys of its cells: their counts as they stand. */
export type SentRow = {
  /** The first of them. */
  readonly bucket: number
  readonly instance: string
  readonly cells: Map<string, CountVector>
}

/** Whole days that stay behind today: longer than any process goes on sending what it counted. */
const daysBehind = 2
/** Made ahead: a leader that is away for so long changes nothing. */
const daysAhead = 7
/** Stands where a record's time did not read. */
const noBucket = -1
/** A row holds no more of them: what counts every twenty seconds is one row, with a bucket to spare. */
const bucketsARow = 3

/**
 * The rows that these cells belong to, as the store has them; a row it does not have is empty. A cell that the store
 * has stays in its row. Of the others, neighbours share one.
 */
export async function sentRows(
  client: ClientBase,
  list: readonly Cell[],
): Promise<{ of(key: CellKey): SentRow }> {
  const kept = await keptRows(client, list)
  const rows = new Map<string, SentRow>()
  const holders = new Map<string, SentRow>()
  for (const row of kept) {
    rows.set(nameOf(row), row)
    for (const cell of row.cells.keys()) holders.set(cell, row)
  }
  const made = new Map<string, SentRow>()
  const ordered = list.map(placeOf).toSorted((a, b) => a.bucket - b.bucket)
  for (const { bucket, instance } of ordered) {
    const last = made.get(instance)
    if (last !== undefined && bucket < last.bucket + bucketsARow) continue
    const place = { bucket, instance }
    const row = rows.get(nameOf(place)) ?? { ...place, cells: new Map() }
    rows.set(nameOf(place), row)
    made.set(instance, row)
  }
  return {
    of(key) {
      const { bucket, instance } = placeOf({ key })
      const before = earlier(bucket).find((at) => rows.has(nameOf({ bucket: at, instance })))
      const row = rows.get(nameOf({ bucket: before ?? bucket, instance }))
      const place = { bucket, instance, cells: new Map<string, CountVector>() }
      return holders.get(encodeKey(key)) ?? row ?? place
    },
  }
}

/** The rows that may hold any of these cells already. */
async function keptRows(client: ClientBase, list: readonly Cell[]): Promise<readonly SentRow[]> {
  const asked = new Map<string, Place>()
  for (const { bucket, instance } of list.map(placeOf)) {
    for (const at of earlier(bucket)) {
      const place = { bucket: at, instance }
      asked.set(nameOf(place), place)
    }
  }
  const places = [...asked.values()]
  const { rows } = await client.query<{ bucket: string; instance: string; cells: string }>(
    `select sent.bucket, sent.instance, sent.cells
     from unnest($1::bigint[], $2::text[]) as asked (bucket, instance)
     join partial_trust.sent using (bucket, instance)`,
    [places.map(({ bucket }) => bucket), places.map(({ instance }) => instance)],
  )
  return rows.map(({ bucket, instance, cells }) => ({
    bucket: Number(bucket),
    instance,
    cells: new Map(decodeRow(cells)),
  }))
}

type Place = Pick<SentRow, 'bucket' | 'instance'>

function placeOf({ key: { bucket, instance } }: Pick<Cell, 'key'>): Place {
  return { bucket: bucket ?? noBucket, instance }
}

function nameOf({ bucket, instance }: Place): string {
  return `${bucket} ${instance}`
}

/** First buckets of the rows that may hold this one, the nearest first. */
function earlier(bucket: number): readonly number[] {
  return Array.from({ length: bucketsARow }, (_, back) => bucket - back)
}

export async function writeSent(client: ClientBase, rows: readonly SentRow[]): Promise<void> {
  await client.query(
    `insert into partial_trust.sent
     select bucket, instance, cells, now()
     from unnest($1::bigint[], $2::text[], $3::text[]) as row (bucket, instance, cells)
     on conflict (bucket, instance) do update set cells = excluded.cells, saved_at = excluded.saved_at`,
    [
      rows.map(({ bucket }) => bucket),
      rows.map(({ instance }) => instance),
      rows.map(({ cells }) => encodeRow(cells)),
    ],
  )
}

/**
 * Lets go of what was sent before a moment and lies in no day's table: of a process whose clock is days off, or
 * of a day that none was made for, and what the version before wrote. Says how many rows it took.
 */
export async function pruneSent(client: ClientBase, before: string, limit: number) {
  let most = 0
  for (const table of ['cells', 'sent_other']) {
    const { rowCount } = await client.query(
      `delete from partial_trust.${table} where ctid = any(array(
         select ctid from partial_trust.${table} where saved_at < $1 limit $2))`,
      [before, limit],
    )
    most = Math.max(most, rowCount ?? 0)
  }
  return most
}

/**
 * Makes the tables of the days to come and drops those that are too old, under the rights of whoever made the
 * store. Where that cannot be now, rows of a day without a table go where all such rows go.
 */
export async function keepDays(client: ClientBase): Promise<void> {
  await client
    .query('select partial_trust.keep_days($1, $2)', [daysBehind, daysAhead])
    .catch((error: unknown) => {
      if (!isRefused(error)) throw error
    })
}

/** Somebody holds the table just now, or this role was not granted the function. */
function isRefused(error: unknown): boolean {
  return (
    error instanceof Error && 'code' in error && ['55P03', '42501'].includes(String(error.code))
  )
}

function encodeRow(cells: SentRow['cells']): string {
  return JSON.stringify([...cells].map(([key, counts]) => [key, encodeCounts(counts)]))
}

function decodeRow(text: string): readonly (readonly [string, CountVector])[] {
  const pairs = parseJson(text, 'what a process sent')
  if (!Array.isArray(pairs)) throw new TypeError('what a process sent is not a list')
  return pairs.map((pair: unknown) => {
    const [key, counts]: unknown[] = Array.isArray(pair) ? pair : []
    if (typeof key !== 'string' || typeof counts !== 'string') {
      throw new TypeError('what a process sent is not a list of pairs')
    }
    return [key, decodeCounts(counts)]
  })
}
