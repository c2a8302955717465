import type { AuditEntry } from './audit-entry.js'
import type { AuditAnchor } from './control-state.js'
import type { ControlSnapshot, ControlStore } from './control-store.js'
import { mustBeToldByTrail } from './told-by-trail.js'

type Trail = Pick<ControlStore, 'audit'>

/** Longer stretches of the trail are looked at by their two ends alone. */
const wholeStretch = 1000
/** Entries that are asked for at a time: as many as a relay asks for once for all its processes. */
const page = 100

/**
 * A store that was swapped or set back may have forgotten a kill, so it is not believed: one trail must hold
 * both the entry at which the state in use ended, as it was, and the one at which the new state ends. Where
 * a relay tells an old page of the trail, the new end is missing from it; where it tells another state than the
 * trail does, that is not believed either.
 *
 * @throws {Error} when the state does not follow, saying why.
 */
export async function mustFollow(
  inUse: ControlSnapshot,
  next: ControlSnapshot,
  store: Trail,
): Promise<void> {
  const { storeId, head } = inUse
  if (next.storeId !== storeId) {
    throw new Error('another store stands in the place of the one this process started with')
  }
  if (next.head.seq < head.seq) {
    throw new Error(
      `the store went back from change ${head.seq} to ${next.head.seq}: restored from a backup?`,
    )
  }
  if (next.head.seq === head.seq && next.head.hash === head.hash) {
    mustBeToldByTrail(inUse, next, [])
    return
  }
  const { entries, whole } = await stretch(head, next.head, store)
  for (const end of [head, next.head]) {
    if (end.seq === 0 || entries.some(({ seq, hash }) => seq === end.seq && hash === end.hash)) {
      continue
    }
    throw new Error(
      end === head
        ? `change ${head.seq} is not the one this process acted on: the store was set back meanwhile`
        : `change ${end.seq} is not in the trail of the store that tells of it`,
    )
  }
  if (!whole) return
  mustBeToldByTrail(
    inUse,
    next,
    entries.filter(({ seq }) => seq > head.seq),
  )
}

type Stretch = {
  readonly entries: readonly AuditEntry[]
  /** Whether they are all there are between the two ends. */
  readonly whole: boolean
}

async function stretch(from: AuditAnchor, to: AuditAnchor, store: Trail): Promise<Stretch> {
  if (to.seq - from.seq < wholeStretch) {
    const entries: AuditEntry[] = []
    for (let after = Math.max(0, from.seq - 1); after < to.seq; after += page) {
      entries.push(...(await store.audit({ after, limit: Math.min(page, to.seq - after) })))
    }
    return { entries, whole: true }
  }
  const ends = await Promise.all(
    [from, to].map(({ seq }) => store.audit({ after: Math.max(0, seq - 1), limit: 1 })),
  )
  return { entries: ends.flat(), whole: false }
}
