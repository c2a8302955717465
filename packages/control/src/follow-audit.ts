import type { AuditEntry } from './audit-entry.js'
import type { ControlFeed } from './control-feed.js'
import type { ControlStore } from './control-store.js'
import { isTrial } from './canary.js'

export type FollowAuditOptions = {
  /** The entry after which to begin; null: whatever comes from now on. */
  readonly after: number | null
  /**
   * Takes the next entries, in order, none twice as long as it resolves. Where it rejects they come again
   * with the next change.
   */
  readonly onEntries: (entries: readonly AuditEntry[]) => Promise<void>
}

/** A few ms of parsing: decisions run on the same thread. */
const pageSize = 100

/**
 * Reads the audit trail as it grows, beside the decisions and never on their way: whenever the process's
 * window on live control shows something new. What cannot be read is read with the next change.
 * Returns the way to stop.
 */
export function followAudit(
  {
    feed,
    store,
  }: {
    readonly feed: Pick<ControlFeed, 'onChange' | 'ready'>
    readonly store: Pick<ControlStore, 'audit' | 'read'>
  },
  { after, onEntries }: FollowAuditOptions,
): () => void {
  let cursor = after ?? 0
  let begun = false
  let stopped = false
  let reading = false
  let again = false

  async function readOn(): Promise<void> {
    if (!begun) cursor = await beginning(store, after)
    begun = true
    for (;;) {
      const page = await store.audit({ after: cursor, limit: pageSize })
      const last = page.at(-1)
      if (last === undefined || stopped) return
      const told = page.filter((entry) => !isTrial(entry))
      if (told.length > 0) await onEntries(told)
      cursor = last.seq
    }
  }

  /** One reading at a time; a change during it is looked for right after. */
  function look(): void {
    if (stopped) return
    again = reading
    if (reading) return
    reading = true
    const done = (): void => {
      reading = false
      if (again) look()
    }
    readOn().then(done, done)
  }

  const forget = feed.onChange(look)
  void feed.ready.then(look)
  return () => {
    stopped = true
    forget()
  }
}

/**
 * Where to begin. A store that was set back by a backup has fewer entries than were told: those from then on are news,
 * though their numbers are not.
 */
async function beginning(
  store: Pick<ControlStore, 'audit' | 'read'>,
  after: number | null,
): Promise<number> {
  const { seq } = (await store.read()).head
  if (after === null) return seq
  if (after <= seq) return after
  const latest = await store.audit({ after: Math.max(0, seq - pageSize), limit: pageSize })
  return (latest.findLast(({ action }) => action === 'restore') ?? latest[0])?.seq ?? 0
}
