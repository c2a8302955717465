import type { AuditAnchor, CorridorState } from './control-state.js'
import { closedParts } from './part-standing.js'
import type { Signed } from './store-keeper.js'

/** A backup that is put in the place of a store. */
export type Restoration = Signed & {
  /** The backup's file, for the audit trail. */
  readonly name: string
}

export type Restored = {
  /** Last entry of the backup. */
  readonly backup: AuditAnchor
  /** Last entry of the store it replaced; null where none was. */
  readonly replaced: AuditAnchor | null
  /** Corridors that were killed because the replaced store allowed less than the backup does. */
  readonly killed: readonly string[]
  /** Corridors that would open when the store is adopted. */
  readonly open: readonly string[]
}

/**
 * Why a corridor must not stand as the backup has it; null where it may. Trust only narrows: what was
 * killed, closed or taken back since the backup was made stays so.
 */
export function narrowedSince(now: CorridorState, then: CorridorState | undefined): string | null {
  if (then?.killed === true) return null
  if (now.killed) return `it was killed since: ${now.why ?? ''}`
  const { rollout } = now
  if (rollout === null) return null
  const before = then?.rollout ?? null
  if (before !== null && before.closed !== null) return null
  if (rollout.closed !== null) return `its stage was closed since (${rollout.closed})`
  if (before === null) return `a rollout was started since, and holds it at stage ${rollout.stage}`
  if (rollout.mode === 'shadow' && before.mode === 'live')
    return 'it was put into shadow mode since'
  if (rollout.rate < before.rate) return `its rate was lowered to ${rollout.rate} since`
  const open = closedParts(rollout.parts).filter(
    (part) => !closedParts(before.parts).includes(part),
  )
  if (open.length > 0) return `parts were closed since: ${open.join(', ')}`
  const [least, was] = [rollout.confidence?.at_least ?? 0, before.confidence?.at_least ?? 0]
  return least > was ? `more confidence was asked for since, ${least}` : null
}

/** Whether the corridor could accept a candidate once the store is adopted. */
export function opensWhenAdopted({ killed, rollout }: CorridorState): boolean {
  return !killed && (rollout === null || rollout.closed === null)
}

/** What every process and `status` say of a restored store, until a person adopts it. */
export function lostBy(name: string, seq: number): string {
  return `restored from ${name}, which ends with change ${seq}`
}
