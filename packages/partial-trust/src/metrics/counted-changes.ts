import type { AuditEntry, ControlFeed, ControlStore } from '@partial-trust/control'
import { followAudit } from '@partial-trust/control'

/** Changes of live control since this process began to look, by corridor and action. */
export class CountedChanges {
  readonly #changes = new Map<string, Map<string, number>>()
  readonly #sentinelTrips = new Map<string, number>()

  add({ intent, action, to, from }: AuditEntry): void {
    const ofCorridor = this.#changes.get(intent) ?? new Map<string, number>()
    this.#changes.set(intent, ofCorridor.set(action, (ofCorridor.get(action) ?? 0) + 1))
    if (action !== 'close' || to.closed !== 'sentinel' || from.closed !== null) return
    this.#sentinelTrips.set(intent, this.sentinelTrips(intent) + 1)
  }

  of(corridor: string, action: string): number {
    return this.#changes.get(corridor)?.get(action) ?? 0
  }

  sentinelTrips(corridor: string): number {
    return this.#sentinelTrips.get(corridor) ?? 0
  }
}

/** Counts what the store's trail gains after a change, or from now on. Returns the way to stop. */
export function countChanges(
  changes: CountedChanges,
  control: { readonly feed: ControlFeed; readonly store: Pick<ControlStore, 'audit' | 'read'> },
  after: number | null = null,
): () => void {
  return followAudit(control, {
    after,
    onEntries: async (entries) => {
      for (const entry of entries) changes.add(entry)
    },
  })
}
