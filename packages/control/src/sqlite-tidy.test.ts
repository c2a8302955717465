import { mkdtempSync, rmSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { counterIndex, emptyVector, hourBuckets } from '@partial-trust/core'
import type { Cell } from '@partial-trust/core'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { cellWidth } from './cell-codec.js'
import { rowsASlice } from './evidence-store.js'
import type { Horizon } from './evidence-store.js'
import { FleetCounts } from './fleet-counts.js'
import { makeSqliteStore } from './make-sqlite-store.js'
import { openSqliteEvidenceStore } from './sqlite-evidence-store.js'
import { SqliteFile } from './sqlite-file.js'
import { tidySqlite } from './sqlite-tidy.js'
import { TidyProgress } from './tidy-progress.js'

const folders: string[] = []
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })))

const corridor = 'a'
const firstBucket = 500_000 * hourBuckets
const models = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight']
/** Of each model, in one hour. */
const bucketsFull = 40
const hours: Horizon = {
  folds: [
    {
      before: firstBucket + 2 * hourBuckets,
      width: hourBuckets,
      narrower: [],
      tunedWidth: hourBuckets,
      untouched: [],
    },
  ],
  pruneBefore: 0,
  keep: [],
  cellsBefore: new Date(0).toISOString(),
  outcomesSince: new Map(),
}

function cell(model: string, bucket: number, asked: number, instance = 'p'): Cell {
  const vector = emptyVector()
  vector[counterIndex.attempts] = asked
  const key = { instance, bucket: firstBucket + bucket, corridor, epoch: 'e', stage: 'canary' }
  return { key: { ...key, sampleRate: 0.01, mode: 'live', model }, vector }
}

/** A store with an hour of several models' counts, and a file that can fail before and after a write. */
async function filled() {
  const folder = mkdtempSync(join(tmpdir(), 'tidy-slices-'))
  folders.push(folder)
  const path = join(folder, 'state.db')
  makeSqliteStore(path)
  const evidence = openSqliteEvidenceStore({ path, now: Date.now })
  const file = new SqliteFile({ path })
  const cells = models.flatMap((model) =>
    Array.from({ length: bucketsFull }, (_, bucket) => cell(model, bucket * 6, 1)),
  )
  await evidence.save(cells)
  const writes: number[] = []
  let failing: { in: number; after: boolean } | null = null
  const fragile: Pick<SqliteFile, 'read' | 'write'> = {
    read: (work) => file.read(work),
    async write(work) {
      if (failing !== null && failing.in <= 0 && !failing.after) throw new Error('killed before')
      const result = await file.write((database) => {
        const before = changesOf(database)
        const done = work(database)
        writes.push(changesOf(database) - before)
        if (failing !== null && failing.in <= 0 && failing.after) throw new Error('killed within')
        return done
      })
      if (failing !== null) failing.in -= 1
      return result
    },
  }
  let progress = new TidyProgress()
  let seq = Date.now()
  return {
    evidence,
    file,
    writes,
    asked: cells.length,
    tidy: () =>
      tidySqlite(hours, { file: fragile, progress, now: Date.now, nextSeq: () => (seq += 1000) }),
    /** As a process that was killed in the middle: another goes on, and knows nothing. */
    async dieIn(writesLeft: number, after: boolean) {
      failing = { in: writesLeft, after }
      await tidySqlite(hours, {
        file: fragile,
        progress,
        now: Date.now,
        nextSeq: () => (seq += 1000),
      }).catch(() => undefined)
      failing = null
      progress = new TidyProgress()
    },
    async close() {
      await evidence.close()
      file.close()
    },
  }
}

function changesOf(database: DatabaseSync): number {
  return Number(database.prepare('select total_changes() as changes').get()?.['changes'])
}

async function askedIn(counts: FleetCounts): Promise<number> {
  await counts.refresh()
  let sum = 0
  for (const { vector } of counts.of(corridor).cells.values()) {
    sum += vector[counterIndex.attempts] ?? 0
  }
  return sum
}

const step = fc.oneof(
  fc.constant({ kind: 'tidy' } as const),
  fc.record({ kind: fc.constant('die' as const), in: fc.nat(2), after: fc.boolean() }),
  fc.record({
    kind: fc.constant('late' as const),
    model: fc.constantFrom(...models),
    bucket: fc.nat(hourBuckets - 1),
    instance: fc.constantFrom('q', 'r'),
  }),
  fc.constant({ kind: 'read' } as const),
)

describe('old counts of a SQLite store', () => {
  it('are put together a few rows at a time, though one hour holds many', async () => {
    const store = await filled()
    while (await store.tidy());
    // A row that goes and a row that stands for several: never more than a slice and one group of rows.
    expect(store.writes.length).toBeGreaterThan(1)
    expect(Math.max(...store.writes)).toBeLessThanOrEqual(rowsASlice + bucketsFull + models.length)
    const { metrics } = await store.evidence.evidence()
    expect([...metrics.cells.values()].map(({ key }) => cellWidth(key))).toEqual(
      models.map(() => hourBuckets),
    )
    await store.close()
  })

  it('are looked for without keeping anybody from writing', async () => {
    const store = await filled()
    while (await store.tidy());
    const before = store.writes.length
    expect(await store.tidy()).toBe(false)
    expect(store.writes.length).toBe(before)
    await store.close()
  })

  it('are counted once, whoever reads and wherever whoever tidies is killed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 12 }), async (steps) => {
        const store = await filled()
        const running = new FleetCounts(store.evidence, Date.now)
        const late = new Set<string>()
        for (const one of steps) {
          if (one.kind === 'tidy') await store.tidy()
          if (one.kind === 'die') await store.dieIn(one.in, one.after)
          if (one.kind === 'late') {
            const { model, bucket, instance } = one
            await store.evidence.save([cell(model, bucket, 1, instance)])
            late.add(JSON.stringify([model, bucket, instance]))
          }
          if (one.kind === 'read') await running.refresh()
        }
        const asked = store.asked + late.size
        expect(await askedIn(running)).toBe(asked)
        expect(await askedIn(new FleetCounts(store.evidence, Date.now))).toBe(asked)
        await store.close()
      }),
      { numRuns: 8 },
    )
  })
})
