import { DatabaseSync } from 'node:sqlite'
import {
  bucketMs,
  counterIndex,
  counterNames,
  defaultPlan,
  emptyVector,
  latencyBin,
} from '@partial-trust/core'
import { controlPlan, makeSqliteStore } from '@partial-trust/control'
import { encodeCounts, encodeKey, foldedKey } from '../../packages/control/dist/cell-codec.js'
import { changeIn } from '../../packages/control/dist/sqlite-rows.js'

export type YearStore = {
  readonly path: string
  readonly intent: string
  readonly epoch: string
  readonly days: number
  readonly auditEntries: number
  /** Whether old buckets were put together, as they are while a controller runs; otherwise none was. */
  readonly tidied: boolean
  readonly nowMs: number
}

const dayMs = 86_400_000
/** What stays bucket by bucket in a store that is kept tidy, and in windows of how many the rest lies. */
const fineMs = 3 * 3_600_000
const foldBuckets = 60

/** Makes a store that was in use for long: one stage, open all the time, and a trail of many changes before. */
export function makeYearStore(options: YearStore): void {
  const { path, intent, auditEntries, nowMs, days } = options
  makeSqliteStore(path)
  const database = new DatabaseSync(path)
  try {
    database.exec('pragma synchronous = off')
    database.exec('begin')
    trail(database, intent, auditEntries, nowMs - days * dayMs)
    counts(database, options)
    database.exec('commit')
  } finally {
    database.close()
  }
}

/** Kills and resumes of another corridor, then the rollout. */
function trail(database: DatabaseSync, intent: string, entries: number, atMs: number): void {
  const plan = controlPlan(defaultPlan)
  const by = 'ana'
  const reason = 'made up for a benchmark'
  const before = (change: number): number => atMs - (entries - change) * 1000
  for (let change = 1; change < entries; change++) {
    const action = { kind: change % 2 === 1 ? 'kill' : 'resume' } as const
    const request = { intent: 'elsewhere', action, by, reason, expectedVersion: change - 1 }
    changeIn(database, request, before(change))
  }
  const action = { kind: 'rollout', plan } as const
  changeIn(database, { intent, action, by, reason, expectedVersion: 0 }, atMs)
}

function counts(database: DatabaseSync, { intent, epoch, days, tidied, nowMs }: YearStore): void {
  const insert = database.prepare('insert into pooled (key, counts, seq) values (?, ?, ?)')
  const last = Math.floor(nowMs / bucketMs) - 3
  const first = last - (days * dayMs) / bucketMs
  const fineFrom = tidied ? Math.floor(last / foldBuckets) * foldBuckets - fineMs / bucketMs : first
  const key = (bucket: number) => ({
    instance: '',
    bucket,
    corridor: intent,
    epoch,
    stage: 'canary',
    sampleRate: 0.01,
    mode: 'live' as const,
    model: 'sim',
  })
  let seq = 0
  for (
    let bucket = Math.ceil(first / foldBuckets) * foldBuckets;
    bucket < fineFrom;
    bucket += foldBuckets
  )
    insert.run(encodeKey(foldedKey(key(bucket), foldBuckets)), countsOf(bucket, foldBuckets), ++seq)
  for (let bucket = Math.ceil(fineFrom); bucket < last; bucket++)
    insert.run(encodeKey(key(bucket)), countsOf(bucket, 1), ++seq)
}

/** A hundred decisions a bucket, of which one is sampled; one candidate in 200 fails. */
function countsOf(bucket: number, buckets: number): string {
  const vector = emptyVector()
  for (let at = bucket; at < bucket + buckets; at++) {
    const failed = at % 200 === 0 ? 1 : 0
    const add = (name: keyof typeof counterIndex, by: number): void => {
      vector[counterIndex[name]] = (vector[counterIndex[name]] ?? 0) + by
    }
    add('eligible', 100)
    for (const name of ['sampled', 'started', 'attempts', 'judged', 'metered'] as const)
      add(name, 1)
    add('timeouts', failed)
    add('deadlineExceeded', failed)
    for (const name of ['compared', 'comparedInFull', 'accepted'] as const) add(name, 1 - failed)
    add('inputTokens', 250)
    add('outputTokens', 40)
    if (failed === 1) continue
    const bin = counterNames.length + latencyBin(40 + ((at * 7919) % 90))
    vector[bin] = (vector[bin] ?? 0) + 1
  }
  return encodeCounts(vector)
}
