import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { CloudEvent } from './event-of.js'
import type { VerdictTold } from './verdict-told.js'

/** What one receiver is still to be told, and how far it was told before. */
export type OutboxState = {
  /** The last audit entry looked at; null before the first look. */
  readonly audit: number | null
  /** The last verdict told of each corridor; an outbox of an earlier version holds its words alone. */
  readonly verdicts: Readonly<Record<string, VerdictTold | string>>
  /** The last event told of each token, by its id; absent before the first. */
  readonly tokens?: Readonly<Record<string, string>>
  /** In order; the first is being sent. Of more than {@link mostPending} the oldest are let go of. */
  readonly pending: readonly CloudEvent[]
  /** How many were let go of untold; absent before the first. */
  readonly dropped?: number
}

/** A receiver that is away for days costs a file of about a megabyte at most, written anew with each event. */
export const mostPending = 1000

/** Keeps a state on the disk, so that neither a receiver that is down nor a restart loses an event. */
export interface Outbox {
  readonly state: () => OutboxState
  /** Changes the state; resolves once the change is on the disk. */
  update(change: (before: OutboxState) => OutboxState): Promise<void>
}

const empty: OutboxState = { audit: null, verdicts: {}, pending: [] }

/** Opens the file, or begins an empty one; a file that does not read is begun anew. */
export async function openOutbox(path: string): Promise<Outbox> {
  let state = await readState(path)
  let writing = Promise.resolve()

  async function write(): Promise<void> {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    await writeFile(`${path}.new`, JSON.stringify(state), { mode: 0o600 })
    await rename(`${path}.new`, path)
  }

  return {
    state: () => state,
    update(change) {
      state = withoutOldest(change(state))
      writing = writing.then(write, write)
      return writing
    },
  }
}

async function readState(path: string): Promise<OutboxState> {
  try {
    const read: unknown = JSON.parse(await readFile(path, 'utf8'))
    return isState(read) ? withoutOldest(read) : empty
  } catch {
    return empty
  }
}

function withoutOldest(state: OutboxState): OutboxState {
  const { pending, dropped = 0 } = state
  const tooMany = pending.length - mostPending
  if (tooMany <= 0) return state
  return { ...state, pending: pending.slice(tooMany), dropped: dropped + tooMany }
}

/** The file is our own: its outline is enough. */
function isState(value: unknown): value is OutboxState {
  return (
    typeof value === 'object' &&
    value !== null &&
    'audit' in value &&
    'verdicts' in value &&
    'pending' in value &&
    Array.isArray(value.pending)
  )
}
