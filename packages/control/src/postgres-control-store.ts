import type { ClientBase } from 'pg'
import { appendPostgresEntry } from './append-postgres-entry.js'
import { applyChange } from './apply-change.js'
import type { Applied } from './apply-change.js'
import type { AuditEntry } from './audit-entry.js'
import type { Change, ChangeRequest, ControlSnapshot, ControlStore } from './control-store.js'
import { untouched } from './control-state.js'
import type { AuditAnchor, ControlPlan, CorridorState } from './control-state.js'
import { parseAuditRow } from './parse-audit-entry.js'
import { parseControlPlan, parseCorridorRow, planForChange } from './parse-corridor-state.js'
import type { PostgresDatabase } from './postgres-database.js'
import { postgresWatch } from './postgres-watch.js'

export type PostgresControlStoreOptions = {
  readonly database: PostgresDatabase
  /** Wall time in ms since 1970, for audit entries. */
  readonly now: () => number
}

/** Live control in PostgreSQL, for any number of processes on any number of hosts. */
export function openPostgresControlStore(options: PostgresControlStoreOptions): ControlStore {
  const { database, now } = options
  const watch = postgresWatch(database)
  return {
    location: database.location,

    read: () =>
      database.use(async (client): Promise<ControlSnapshot> => {
        // One statement, so one consistent moment.
        const { rows } = await client.query<SnapshotRow>(
          `select store_id, head_seq, head_hash, lost, pg_is_in_recovery() as follows,
             array(select intent from partial_trust.corridors order by intent) as intents,
             array(select state from partial_trust.corridors order by intent) as states
           from partial_trust.meta`,
        )
        const [row] = rows
        if (row === undefined) throw new TypeError('the store has lost its identity')
        // A lease counts from when the store itself was read: a copy may be of any age.
        if (row.follows) throw new Error('this server only follows another: name the primary')
        const states = row.states.map((state, at) => parseCorridorRow(row.intents[at], state))
        return {
          storeId: row.store_id,
          head: headOf(row),
          lost: row.lost,
          corridors: new Map(states.map((state) => [state.intent, state])),
        }
      }),

    async change(request): Promise<Change> {
      const applied = await database.transaction((client) => changeIn(client, request, now()))
      if (applied.kind !== 'replaced') return applied
      watch.notify()
      return { kind: 'replaced', state: applied.state }
    },

    async killAll({ also, by, reason }) {
      const action = { kind: 'kill' } as const
      const states = await database.transaction(async (client) => {
        const { rows } = await client.query<{ intent: string }>(
          'select intent from partial_trust.corridors',
        )
        const killed: CorridorState[] = []
        for (const intent of new Set([...rows.map((row) => row.intent), ...also].toSorted())) {
          const applied = await changeIn(client, { intent, action, by, reason }, now())
          killed.push(applied.kind === 'replaced' ? applied.state : applied.current)
        }
        return killed
      })
      watch.notify()
      return states
    },

    plan: (digest) => database.use((client) => planIn(client, digest)),

    audit: ({ after = 0, limit = 1000 } = {}) =>
      database.use(async (client): Promise<readonly AuditEntry[]> => {
        const { rows } = await client.query<{ seq: string; intent: string; entry: string }>(
          'select seq, intent, entry from partial_trust.audit where seq > $1 order by seq limit $2',
          [after, limit],
        )
        return rows.map((row) => parseAuditRow({ ...row, seq: Number(row.seq) }))
      }),

    subscribe: (listener) => watch.subscribe(listener),

    async close() {
      await watch.stop()
    },
  }
}

/** Every corridor's state, inside the caller's transaction. */
export async function statesIn(client: ClientBase): Promise<readonly CorridorState[]> {
  const { rows } = await client.query<{ intent: string; state: string }>(
    'select intent, state from partial_trust.corridors order by intent',
  )
  return rows.map(({ intent, state }) => parseCorridorRow(intent, state))
}

type HeadRow = { readonly head_seq: string; readonly head_hash: string }
type SnapshotRow = HeadRow & {
  readonly store_id: string
  readonly lost: string | null
  /** Whether the server repeats what another tells it. */
  readonly follows: boolean
  readonly intents: readonly string[]
  readonly states: readonly string[]
}

export async function changeIn(
  client: ClientBase,
  request: ChangeRequest,
  nowMs: number,
): Promise<Applied> {
  // The chain has one end, so changes of all corridors go one after the other.
  const { rows } = await client.query<HeadRow>(
    'select head_seq, head_hash from partial_trust.meta for update',
  )
  const [head] = rows
  if (head === undefined) throw new TypeError('the store has lost its identity')
  const held = await client.query<{ state: string }>(
    'select state from partial_trust.corridors where intent = $1',
    [request.intent],
  )
  const [row] = held.rows
  const current =
    row === undefined ? untouched(request.intent) : parseCorridorRow(request.intent, row.state)
  const digest = current.rollout?.plan
  const stored = digest === undefined ? undefined : await planTextIn(client, digest)
  const plan = stored === undefined ? null : planForChange(stored)
  const at = new Date(nowMs).toISOString()
  const applied = applyChange(current, request, plan, headOf(head), at)
  if (applied.kind === 'replaced') await write(client, request, applied)
  return applied
}

async function write(
  client: ClientBase,
  { action }: ChangeRequest,
  { state, entry }: Extract<Applied, { kind: 'replaced' }>,
): Promise<void> {
  if (action.kind === 'rollout') {
    await client.query('insert into partial_trust.plans values ($1, $2) on conflict do nothing', [
      action.plan.digest,
      JSON.stringify(action.plan),
    ])
  }
  await client.query(
    `insert into partial_trust.corridors values ($1, $2)
     on conflict (intent) do update set state = excluded.state`,
    [state.intent, JSON.stringify(state)],
  )
  await appendPostgresEntry(client, entry)
}

async function planIn(client: ClientBase, digest: string): Promise<ControlPlan | null> {
  const stored = await planTextIn(client, digest)
  return stored === undefined ? null : parseControlPlan(JSON.parse(stored))
}

async function planTextIn(client: ClientBase, digest: string): Promise<string | undefined> {
  const { rows } = await client.query<{ plan: string }>(
    'select plan from partial_trust.plans where digest = $1',
    [digest],
  )
  return rows[0]?.plan
}

function headOf({ head_seq: seq, head_hash: hash }: HeadRow): AuditAnchor {
  return { seq: Number(seq), hash }
}
