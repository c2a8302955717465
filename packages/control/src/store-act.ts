import { sealAuditEntry, summarizeStanding } from './audit-entry.js'
import type { AuditEntry, StoreActKind } from './audit-entry.js'
import type { AuditAnchor } from './control-state.js'
import { untouched } from './control-state.js'

/** What an entry names as its corridor when it is about the store itself. No corridor is called so. */
export const wholeStore = '*'

/** Something done to the store itself, and not to a corridor in it. */
export type StoreAct = {
  /**
   * Made where none was, accepted after an earlier one was lost, or brought back from a backup; or the
   * tokens with which people change it were changed themselves.
   */
  readonly action: StoreActKind
  readonly by: string
  readonly reason: string
  readonly evidence?: unknown
}

export const storeActs = [
  'make',
  'adopt',
  'restore',
  'tokens',
] as const satisfies readonly StoreActKind[]

/**
 * The audit entry of something done to the store.
 *
 * @param version How many such entries there are, this one included.
 */
export function sealStoreAct(
  { action, by, reason, evidence = null }: StoreAct,
  version: number,
  head: AuditAnchor,
  at: string,
): AuditEntry {
  const standing = summarizeStanding(untouched(wholeStore))
  return sealAuditEntry(
    { at, by, action, intent: wholeStore, reason, version, from: standing, to: standing, evidence },
    head,
  )
}

/** What became of a wish to bring a store up to date. */
export type Migrated =
  /** Steps of the schema before and after; equal where none was missing. */
  | { readonly kind: 'migrated'; readonly from: number; readonly to: number }
  | { readonly kind: 'absent' }
