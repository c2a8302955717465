import type { AuditEntry } from './audit-entry.js'
import type { AuditAnchor } from './control-state.js'
import type { ControlSnapshot, ControlStore } from './control-store.js'

type Trail = Pick<ControlStore, 'audit'>

/** Longer stretches of the trail are looked at by their two ends alone. */
const wholeStretch = 100

/**
 * A store that was swapped or set back may have forgotten a kill, so it is not believed: one trail must hold
 * both the entry at which the state in use ended, as it was, and the one at which the new state ends. Where
 * a relay tells an old page of the trail, the new end is missing from it.
 *
 * @throws {Error} when the state does not follow, saying why.
 */
export async function mustFollow(
  { storeId, head }: ControlSnapshot,
  next: ControlSnapshot,
  store: Trail,
): Promise<void> {
  if (next.storeId !== storeId) {
    throw new Error('another store stands in the place of the one this process started with')
  }
  if (next.head.seq < head.seq) {
    throw new Error(
      `the store went back from change ${head.seq} to ${next.head.seq}: restored from a backup?`,
    )
  }
  if (next.head.seq === head.seq && next.head.hash === head.hash) return
  if (head.seq === 0) return
  const entries = await stretch(head, next.head, store)
  for (const end of [head, next.head]) {
    if (entries.some(({ seq, hash }) => seq === end.seq && hash === end.hash)) continue
    throw new Error(
      end === head
        ? `change ${head.seq} is not the one this process acted on: the store was set back meanwhile`
        : `change ${end.seq} is not in the trail of the store that tells of it`,
    )
  }
}

async function stretch(
  from: AuditAnchor,
  to: AuditAnchor,
  store: Trail,
): Promise<readonly AuditEntry[]> {
  const limit = to.seq - from.seq + 1
  if (limit <= wholeStretch) return store.audit({ after: from.seq - 1, limit })
  const ends = await Promise.all(
    [from, to].map(({ seq }) => store.audit({ after: seq - 1, limit: 1 })),
  )
  return ends.flat()
}
