import { addVector, emptyVector } from '@partial-trust/core'
import type { Cell } from '@partial-trust/core'
import type { ClientBase } from 'pg'
import { atMost } from './at-most.js'
import { decodeCounted, encodeCounts, encodeKey, pooledKey, raiseAndDiffer } from './cell-codec.js'
import type { Counted } from './cell-codec.js'
import type { EvidencePage, EvidenceStore, HeardReport } from './evidence-store.js'
import { crowdedSeq, evidencePage, seqAfter } from './evidence-page.js'
import type { PooledRow } from './evidence-page.js'
import { cellsAPage } from './evidence-store.js'
import { outcomeGain, parseOutcomeKind } from './outcome.js'
import type { OutcomeReport } from './outcome.js'
import { heardReport } from './parse-process-report.js'
import { namesProof, proofOfReports } from './proof-of-reports.js'
import type { PostgresDatabase } from './postgres-database.js'
import { postgresLocks } from './postgres-schema.js'
import { keepDays, sentRows, writeSent } from './postgres-sent.js'
import type { SentRow } from './postgres-sent.js'
import { wholeStore } from './store-act.js'
import { tidyPostgres } from './postgres-tidy.js'
import { TidyProgress } from './tidy-progress.js'
import { reportsTogether } from './reports-together.js'

/** Of the process's connections: what hundreds report at once must not keep it from reading control. */
const mostConnections = 2

/** Evidence beside live control in one PostgreSQL database. */
export function openPostgresEvidenceStore(
  shared: Pick<PostgresDatabase, 'use' | 'transaction'>,
): EvidenceStore {
  const turn = atMost(mostConnections)
  const progress = new TidyProgress()
  const database: typeof shared = {
    use: (work) => turn(() => shared.use(work)),
    transaction: (work) => turn(() => shared.transaction(work)),
  }
  return {
    async save(cells) {
      const list = [...cells]
      if (list.length > 0) await database.transaction((client) => saveIn(client, list))
    },

    evidence: (since = 0) =>
      database.use(async (client): Promise<EvidencePage> => {
        const past = await pastOf(client)
        const rows = await pooledRows(client, 'seq > $1 order by seq limit $2', [since, cellsAPage])
        const crowded = crowdedSeq(rows)
        const whole = crowded === null ? null : await pooledRows(client, 'seq = $1', [crowded])
        return evidencePage({ rows, past }, since, whole)
      }),

    outcome: (report) => database.transaction((client) => countOutcome(client, report)),

    outcomes: (corridor) =>
      database.transaction(async (client) => {
        const { rows } = await client.query<{ id: string; kind: string }>(
          'select id, kind from partial_trust.outcomes where corridor = $1',
          [corridor],
        )
        return new Map(rows.map(({ id, kind }) => [id, parseOutcomeKind(kind)]))
      }),

    async tidy(horizon) {
      const more = await database.transaction((client) => {
        const pools = {
          nextSeq: () => nextSeq(client),
          countsOf: (names: readonly string[]) => countsOf(client, 'pooled', names),
          write: (sums: ReadonlyMap<string, Counted>, seq: string) => writePools(client, sums, seq),
        }
        return tidyPostgres(client, horizon, pools, progress)
      })
      // By itself: a table that is made or dropped waits for nobody's counts, nor they for it.
      if (!more) await database.use(keepDays)
      return more
    },

    report: reportsTogether((reports) =>
      database.use(async (client) => {
        await client.query(
          `insert into partial_trust.processes
           select instance, clock_timestamp(), report
           from unnest($1::text[], $2::text[]) as told (instance, report)
           on conflict (instance) do update
             set seen_at = excluded.seen_at, report = excluded.report`,
          [
            reports.map(({ instance }) => instance),
            reports.map((report) => JSON.stringify(report)),
          ],
        )
      }),
    ),

    processes: () =>
      database.use(async (client): Promise<readonly HeardReport[]> => {
        const { rows } = await client.query<{ report: string; heard: number }>(
          `select report, extract(epoch from clock_timestamp() - seen_at)::float8 as heard
           from partial_trust.processes
           where seen_at >= now() - interval '1 day' order by seen_at desc`,
        )
        return rows.map(({ report, heard }) => heardReport(report, heard * 1000))
      }),

    stopProof: () =>
      database.use(async (client) => {
        const { rows } = await client.query<{ report: string }>(
          `select report from partial_trust.processes
           where seen_at >= now() - interval '1 day' and report like $1`,
          [namesProof],
        )
        return proofOfReports(rows.map(({ report }) => report))
      }),

    async close() {},
  }
}

async function pooledRows(
  client: ClientBase,
  where: string,
  values: readonly number[],
): Promise<readonly PooledRow[]> {
  const { rows } = await client.query<{ key: string; counts: string; seq: string }>(
    `select key, counts, seq from partial_trust.pooled where ${where}`,
    [...values],
  )
  return rows.map(({ key, counts, seq }) => ({ key, counts, seq: Number(seq) }))
}

async function countOutcome(client: ClientBase, report: OutcomeReport): Promise<boolean> {
  const { key, id, kind } = report
  const seq = await nextSeq(client)
  const { rows } = await client.query<{ kind: string }>(
    'select kind from partial_trust.outcomes where corridor = $1 and id = $2',
    [key.corridor, id],
  )
  const known = rows[0] === undefined ? null : parseOutcomeKind(rows[0].kind)
  const gain = outcomeGain(known, report)
  if (gain === null) return false
  await client.query(
    `insert into partial_trust.outcomes values ($1, $2, $3, now())
     on conflict (corridor, id) do update set kind = excluded.kind, saved_at = excluded.saved_at`,
    [key.corridor, id, kind],
  )
  const pool = encodeKey(pooledKey(key))
  const sum = (await countsOf(client, 'pooled', [pool])).get(pool)?.vector ?? emptyVector()
  addVector(sum, gain)
  await writePools(client, new Map([[pool, { vector: sum }]]), seq)
  return true
}

/** The store's identity, and the last thing that was done to it. */
async function pastOf(client: ClientBase): Promise<string> {
  const { rows } = await client.query<{ store_id: string; act: string | null }>(
    `select store_id, (select entry::json ->> 'hash' from partial_trust.audit
       where intent = $1 order by seq desc limit 1) as act from partial_trust.meta`,
    [wholeStore],
  )
  return `${rows[0]?.store_id} ${rows[0]?.act}`
}

/** One writer at a time: `seq` must not become visible out of order, or a reader would miss some. */
async function nextSeq(client: ClientBase): Promise<string> {
  await client.query('select pg_advisory_xact_lock($1)', [postgresLocks.evidence])
  const { rows } = await client.query<{ last: string; now: number }>(
    `select coalesce(max(seq), 0) as last, extract(epoch from clock_timestamp())::float8 as now
     from partial_trust.pooled`,
  )
  const [row] = rows
  return String(seqAfter(Number(row?.last ?? 0), (row?.now ?? 0) * 1000))
}

async function writePools(
  client: ClientBase,
  pools: ReadonlyMap<string, Counted>,
  seq: string,
): Promise<void> {
  await client.query(
    `insert into partial_trust.pooled (key, counts, seq)
     select key, counts, $3 from unnest($1::text[], $2::text[]) as pool (key, counts)
     on conflict (key) do update set counts = excluded.counts, seq = excluded.seq`,
    [
      [...pools.keys()],
      [...pools.values()].map(({ vector, span }) => encodeCounts(vector, span)),
      seq,
    ],
  )
}

async function saveIn(client: ClientBase, list: readonly Cell[]): Promise<void> {
  const seq = await nextSeq(client)
  const rows = await sentRows(client, list)
  const before = await countsOf(
    client,
    'cells',
    list.map(({ key }) => encodeKey(key)),
  )
  const pooled = await countsOf(
    client,
    'pooled',
    list.map(({ key }) => encodeKey(pooledKey(key))),
  )
  const grownRows = new Set<SentRow>()
  const grownPools = new Map<string, Counted>()
  for (const { key, vector } of list) {
    const row = rows.of(key)
    const name = encodeKey(key)
    const counts = row.cells.get(name) ?? before.get(name)?.vector ?? emptyVector()
    const added = raiseAndDiffer(counts, vector)
    if (added === null) continue
    row.cells.set(name, counts)
    grownRows.add(row)
    const pool = encodeKey(pooledKey(key))
    const sum = pooled.get(pool) ?? { vector: emptyVector() }
    addVector(sum.vector, added)
    pooled.set(pool, sum)
    grownPools.set(pool, sum)
  }
  if (grownRows.size === 0) return
  await writeSent(client, [...grownRows])
  await writePools(client, grownPools, seq)
}

async function countsOf(
  client: ClientBase,
  table: 'cells' | 'pooled',
  names: readonly string[],
): Promise<Map<string, Counted>> {
  const { rows } = await client.query<{ key: string; counts: string }>(
    `select key, counts from partial_trust.${table} where key = any($1)`,
    [names],
  )
  return new Map(rows.map(({ key, counts }) => [key, decodeCounted(counts)]))
}
