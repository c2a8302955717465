import type { DatabaseSync } from 'node:sqlite'
import { applyChange } from './apply-change.js'
import type { Applied } from './apply-change.js'
import type { ChangeRequest } from './control-store.js'
import type { AuditAnchor, ControlPlan, CorridorState } from './control-state.js'
import { untouched } from './control-state.js'
import { parseControlPlan, parseCorridorRow, planForChange } from './parse-corridor-state.js'

/** The rows of a SQLite store, read and written within somebody else's transaction. */
export function changeIn(database: DatabaseSync, request: ChangeRequest, nowMs: number): Applied {
  const current = stateOf(database, request.intent) ?? untouched(request.intent)
  const digest = current.rollout?.plan
  const stored = digest === undefined ? undefined : planTextIn(database, digest)
  const plan = stored === undefined ? null : planForChange(stored)
  const { head } = metaOf(database)
  const applied = applyChange(current, request, plan, head, new Date(nowMs).toISOString())
  if (applied.kind !== 'replaced') return applied
  const { state, entry } = applied
  if (request.action.kind === 'rollout') {
    database
      .prepare('insert or ignore into plans values (?, ?)')
      .run(request.action.plan.digest, JSON.stringify(request.action.plan))
  }
  database
    .prepare('insert or replace into corridors values (?, ?)')
    .run(state.intent, JSON.stringify(state))
  database
    .prepare('insert into audit values (?, ?, ?)')
    .run(entry.seq, entry.intent, JSON.stringify(entry))
  database.prepare('update meta set head_seq = ?, head_hash = ?').run(entry.seq, entry.hash)
  return applied
}

export function metaOf(database: DatabaseSync): {
  storeId: string
  head: AuditAnchor
  lost: string | null
} {
  const row = database.prepare('select store_id, head_seq, head_hash, lost from meta').get()
  if (row === undefined) throw new TypeError('the store has lost its identity')
  return {
    storeId: String(row['store_id']),
    head: { seq: Number(row['head_seq']), hash: String(row['head_hash']) },
    lost: row['lost'] === null ? null : String(row['lost']),
  }
}

export function statesIn(database: DatabaseSync): CorridorState[] {
  return database
    .prepare('select intent, state from corridors order by intent')
    .all()
    .map((row) => parseCorridorRow(String(row['intent']), String(row['state'])))
}

export function stateOf(database: DatabaseSync, intent: string): CorridorState | undefined {
  const row = database.prepare('select state from corridors where intent = ?').get(intent)
  return row === undefined ? undefined : parseCorridorRow(intent, String(row['state']))
}

export function planIn(database: DatabaseSync, digest: string): ControlPlan | null {
  const stored = planTextIn(database, digest)
  return stored === undefined ? null : parseControlPlan(JSON.parse(stored))
}

function planTextIn(database: DatabaseSync, digest: string): string | undefined {
  const row = database.prepare('select plan from plans where digest = ?').get(digest)
  return row === undefined ? undefined : String(row['plan'])
}
