import type { DatabaseSync } from 'node:sqlite'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { addVector, emptyVector } from '@partial-trust/core'
import type { CellKey, CountVector } from '@partial-trust/core'
import { decodeCounts, encodeCounts, encodeKey, pooledKey, raiseAndDiffer } from './cell-codec.js'
import type { EvidencePage, EvidenceStore, HeardReport } from './evidence-store.js'
import { crowdedSeq, evidencePage, seqAfter } from './evidence-page.js'
import type { PooledRow } from './evidence-page.js'
import { cellsAPage } from './evidence-store.js'
import { outcomeGain, parseOutcomeKind } from './outcome.js'
import type { OutcomeReport } from './outcome.js'
import { heardReport } from './parse-process-report.js'
import { namesProof, proofOfReports } from './proof-of-reports.js'
import { SqliteFile } from './sqlite-file.js'
import { wholeStore } from './store-act.js'
import { tidySqlite } from './sqlite-tidy.js'
import { TidyProgress } from './tidy-progress.js'

const dayMs = 86_400_000
/** Cells in one transaction: a few ms of the thread that decides, and of the file's one writer. */
const cellsAWrite = 32

export type SqliteEvidenceStoreOptions = {
  /** The state file, the same as the control store's. */
  readonly path: string
  /** Wall time in ms since 1970. */
  readonly now: () => number
}

/**
 * Evidence beside live control in one SQLite file. Counts are worth less than control: a power cut
 * may cost the last second of them, which `NORMAL` buys with one disk flush less a write.
 */
export function openSqliteEvidenceStore(options: SqliteEvidenceStoreOptions): EvidenceStore {
  const { path, now } = options
  const file = new SqliteFile({ path, synchronous: 'NORMAL', writeTimeoutMs: 2000 })
  const progress = new TidyProgress()

  return {
    async save(cells) {
      const list = [...cells]
      if (list.length === 0) return
      const at = timeText(now())
      for (let from = 0; from < list.length; from += cellsAWrite) {
        // Between two writes decisions go on, and a kill gets its turn.
        if (from > 0) await nextTurn()
        await file.write((database) => {
          const seq = nextSeq(database, now())
          const known = countsIn(database, 'cells')
          const keep = database.prepare('insert or replace into cells values (?, ?, ?)')
          const pool = openPool(database)
          for (const { key, vector } of list.slice(from, from + cellsAWrite)) {
            const name = encodeKey(key)
            const counts = known(name) ?? emptyVector()
            const added = raiseAndDiffer(counts, vector)
            if (added === null) continue
            keep.run(name, encodeCounts(counts), at)
            pool.add(key, added, seq)
          }
        })
      }
    },

    async evidence(since = 0): Promise<EvidencePage> {
      return file.read((database) => {
        const rows = pooledIn(database, 'seq > ? order by seq limit ?', [since, cellsAPage])
        const crowded = crowdedSeq(rows)
        const whole = crowded === null ? null : pooledIn(database, 'seq = ?', [crowded])
        return evidencePage({ rows, past: pastOf(database) }, since, whole)
      })
    },

    outcome: (report) => file.write((database) => countOutcome(database, report, now())),

    async outcomes(corridor) {
      return file.read((database) => {
        const rows = database
          .prepare('select id, kind from outcomes where corridor = ?')
          .all(corridor)
        return new Map(rows.map(({ id, kind }) => [String(id), parseOutcomeKind(kind)]))
      })
    },

    tidy: (horizon) =>
      tidySqlite(horizon, { file, progress, now, nextSeq: (database) => nextSeq(database, now()) }),

    async report(process) {
      await file.write((database) => {
        database
          .prepare('insert or replace into processes values (?, ?, ?)')
          .run(process.instance, timeText(now()), JSON.stringify(process))
        database.prepare('delete from processes where seen_at < ?').run(dayAgo(now()))
      })
    },

    async processes(): Promise<readonly HeardReport[]> {
      return file.read((database) =>
        database
          .prepare('select seen_at, report from processes where seen_at >= ? order by seen_at desc')
          .all(dayAgo(now()))
          .map(({ seen_at: heardAt, report }) =>
            heardReport(String(report), now() - Date.parse(String(heardAt))),
          ),
      )
    },

    async stopProof() {
      return file.read((database) => {
        const rows = database
          .prepare(`select report from processes where seen_at >= ? and report like ?`)
          .all(dayAgo(now()), namesProof)
        return proofOfReports(rows.map(({ report }) => String(report)))
      })
    },

    async close() {
      file.close()
    },
  }
}

function pooledIn(
  database: DatabaseSync,
  where: string,
  values: readonly number[],
): readonly PooledRow[] {
  return database
    .prepare(`select key, counts, seq from pooled where ${where}`)
    .all(...values)
    .map(({ key, counts, seq }) => ({
      key: String(key),
      counts: String(counts),
      seq: Number(seq),
    }))
}

function countOutcome(database: DatabaseSync, report: OutcomeReport, nowMs: number): boolean {
  const { key, id, kind } = report
  const row = database
    .prepare('select kind from outcomes where corridor = ? and id = ?')
    .get(key.corridor, id)
  const gain = outcomeGain(row === undefined ? null : parseOutcomeKind(row['kind']), report)
  if (gain === null) return false
  database
    .prepare('insert or replace into outcomes values (?, ?, ?, ?)')
    .run(key.corridor, id, kind, timeText(nowMs))
  openPool(database).add(key, gain, nextSeq(database, nowMs))
  return true
}

type Pool = {
  add(key: CellKey, gain: CountVector, seq: number): void
}

/** The sums over all processes; its statements are prepared once for as many cells as one write has. */
function openPool(database: DatabaseSync): Pool {
  const known = countsIn(database, 'pooled')
  const keep = database.prepare('insert or replace into pooled (key, counts, seq) values (?, ?, ?)')
  return {
    add(key, gain, seq) {
      const pool = encodeKey(pooledKey(key))
      const sum = known(pool) ?? emptyVector()
      addVector(sum, gain)
      keep.run(pool, encodeCounts(sum), seq)
    },
  }
}

function countsIn(
  database: DatabaseSync,
  table: 'cells' | 'pooled',
): (name: string) => CountVector | undefined {
  const find = database.prepare(`select counts from ${table} where key = ?`)
  return (name) => {
    const row = find.get(name)
    return row === undefined ? undefined : decodeCounts(String(row['counts']))
  }
}

function nextSeq(database: DatabaseSync, nowMs: number): number {
  const last = database.prepare('select max(seq) as seq from pooled').get()
  return seqAfter(Number(last?.['seq'] ?? 0), nowMs)
}

/** The store's identity, and the last thing that was done to it. */
function pastOf(database: DatabaseSync): string {
  const past = database
    .prepare(
      `select store_id, (select json_extract(entry, '$.hash') from audit
         where intent = ? order by seq desc limit 1) as act from meta`,
    )
    .get(wholeStore)
  return `${String(past?.['store_id'])} ${String(past?.['act'])}`
}

function timeText(ms: number): string {
  return new Date(ms).toISOString()
}

function dayAgo(nowMs: number): string {
  return timeText(nowMs - dayMs)
}
