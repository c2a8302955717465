import type { DatabaseSync } from 'node:sqlite'
import type { AuditEntry } from './audit-entry.js'
import { parseAuditRow } from './parse-audit-entry.js'
import { isUnconditional } from './control-action.js'
import { StoreUnavailableError } from './control-store.js'
import type { Change, ChangeRequest, ControlSnapshot, ControlStore } from './control-store.js'
import type { CorridorState } from './control-state.js'
import { SqliteFile } from './sqlite-file.js'
import { changeIn, metaOf, planIn, stateOf, statesIn } from './sqlite-rows.js'
import { UrgentWrites } from './sqlite-urgent.js'
import type { UrgentWish } from './sqlite-urgent.js'

export type SqliteControlStoreOptions = {
  /** The state file; it must be there. */
  readonly path: string
  /** Wall time in ms since 1970, for audit entries. */
  readonly now: () => number
  /** How often to look for changes by other processes. Default 50, least 10. */
  readonly pollMs?: number
}

/**
 * Live control in one SQLite file, for any number of processes on one host. Nothing is opened
 * before the first call, so a broken file costs an answer and never a crash.
 */
export function openSqliteControlStore(options: SqliteControlStoreOptions): ControlStore {
  const { path, now, pollMs = 50 } = options
  const file = new SqliteFile({ path })
  const watch = watchFile(file, Math.max(10, pollMs))
  const writes = new UrgentWrites({
    path,
    file,
    now,
    narrows,
    carryOut: (database, wish) => carryOut(database, wish, now()),
  })

  async function urgently(wish: UrgentWish): Promise<readonly Change[]> {
    const changes = await writes.carryOut(wish)
    const made = changes.filter((change) => change.kind === 'replaced')
    for (const { state } of made) await readBack(path, state)
    if (made.length > 0) watch.notify()
    return changes
  }

  return {
    location: file.location,

    async read(): Promise<ControlSnapshot> {
      return file.read((database) => ({
        ...metaOf(database),
        corridors: new Map(statesIn(database).map((state) => [state.intent, state])),
      }))
    },

    async change(request: ChangeRequest): Promise<Change> {
      if (!isUnconditional(request.action)) {
        const change = await writes.write((database) => changeOf(database, request, now()))
        if (change.kind === 'replaced') watch.notify()
        return change
      }
      const [change] = await urgently({ kind: 'change', request })
      if (change === undefined) throw new StoreUnavailableError(file.location, 'it has no answer')
      return change
    },

    async killAll(request) {
      const changes = await urgently({ kind: 'kill all', request })
      return changes.map((change) => (change.kind === 'replaced' ? change.state : change.current))
    },

    async plan(digest) {
      return file.read((database) => planIn(database, digest))
    },

    async audit({ after = 0, limit = 1000 } = {}): Promise<readonly AuditEntry[]> {
      return file.read((database) =>
        database
          .prepare('select seq, intent, entry from audit where seq > ? order by seq limit ?')
          .all(after, limit)
          .map(({ seq, intent, entry }) =>
            parseAuditRow({ seq: Number(seq), intent: String(intent), entry: String(entry) }),
          ),
      )
    },

    subscribe: (listener) => watch.subscribe(listener),

    async close() {
      watch.stop()
      file.close()
    },
  }
}

function changeOf(database: DatabaseSync, request: ChangeRequest, nowMs: number): Change {
  const applied = changeIn(database, request, nowMs)
  return applied.kind === 'replaced' ? { kind: 'replaced', state: applied.state } : applied
}

function narrows(database: DatabaseSync, wish: UrgentWish): boolean {
  if (wish.kind === 'kill all') return true
  const { intent, action } = wish.request
  const state = stateOf(database, intent)
  if (action.kind === 'kill') return state?.killed !== true
  return state?.rollout?.closed === null
}

function carryOut(database: DatabaseSync, wish: UrgentWish, nowMs: number): readonly Change[] {
  if (wish.kind === 'change') return [changeOf(database, wish.request, nowMs)]
  const { also, by, reason } = wish.request
  const held = statesIn(database).map(({ intent }) => intent)
  return [...new Set([...held, ...also])]
    .toSorted()
    .map((intent) => changeOf(database, { intent, action: { kind: 'kill' }, by, reason }, nowMs))
}

/**
 * Looks for what was written through a connection of its own: one that writes into a log which was
 * deleted under it takes every write, and nobody else ever sees them.
 *
 * @throws {StoreUnavailableError} when it is not there.
 */
async function readBack(path: string, { intent, version, audit }: CorridorState): Promise<void> {
  const own = new SqliteFile({ path })
  try {
    const found = await own.read((database) => ({
      state: stateOf(database, intent),
      head: metaOf(database).head,
    }))
    const kept = (found.state?.version ?? 0) >= version && found.head.seq >= (audit?.seq ?? 0)
    if (kept) return
    throw new StoreUnavailableError(own.location, 'what was written is not there when read anew')
  } finally {
    own.close()
  }
}

/** Tells listeners when the file's contents changed, by this process or another. */
function watchFile(file: SqliteFile, pollMs: number) {
  const listeners = new Set<() => void>()
  let timer: NodeJS.Timeout | undefined
  let seen: string | undefined

  function notify(): void {
    for (const listener of listeners) listener()
  }
  function look(): void {
    const version = file.dataVersion()
    // A version that cannot be read is news too: whoever listens will read and see why.
    if (version === seen) return
    seen = version
    notify()
  }
  function stop(): void {
    clearInterval(timer)
    timer = undefined
  }
  return {
    notify,
    stop,
    subscribe(listener: () => void): () => void {
      listeners.add(listener)
      if (timer === undefined) {
        seen = file.dataVersion()
        timer = setInterval(look, pollMs).unref()
      }
      return () => {
        listeners.delete(listener)
        if (listeners.size === 0) stop()
      }
    },
  }
}
