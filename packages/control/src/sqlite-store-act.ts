import type { DatabaseSync } from 'node:sqlite'
import { sealStoreAct, wholeStore } from './store-act.js'
import type { StoreAct } from './store-act.js'

/** Writes what is done to the store itself into its trail, inside the caller's transaction. */
export function recordStoreAct(database: DatabaseSync, act: StoreAct, nowMs: number): void {
  const meta = database.prepare('select head_seq, head_hash from meta').get()
  const head = { seq: Number(meta?.['head_seq']), hash: String(meta?.['head_hash']) }
  const before = database
    .prepare('select count(*) as acts from audit where intent = ?')
    .get(wholeStore)
  const version = Number(before?.['acts']) + 1
  const entry = sealStoreAct(act, version, head, new Date(nowMs).toISOString())
  database
    .prepare('insert into audit values (?, ?, ?)')
    .run(entry.seq, entry.intent, JSON.stringify(entry))
  database.prepare('update meta set head_seq = ?, head_hash = ?').run(entry.seq, entry.hash)
}
