import { createHash } from 'node:crypto'
import { canonicalJson } from './canonical-json.js'
import type { ActionKind } from './control-action.js'
import type { AuditAnchor, CorridorState } from './control-state.js'

/** What a change left behind of a corridor's standing, small enough to read in a list. */
export type StandingSummary = {
  readonly killed: boolean
  readonly plan: string | null
  readonly stage: string | null
  readonly rate: number | null
  readonly mode: string | null
  readonly closed: string | null
  readonly epoch: string | null
}

/** What can be done to the store itself; see `store-act.ts`. */
export type StoreActKind = 'make' | 'adopt' | 'restore'

/** One change of live control: who, when, what, why, and the evidence it rested on. */
export type AuditEntry = {
  /** 1 for the store's first entry, then one more each. */
  readonly seq: number
  /** ISO 8601 UTC, milliseconds. */
  readonly at: string
  readonly by: string
  readonly action: ActionKind | StoreActKind
  readonly intent: string
  readonly reason: string
  /** The corridor's version after the change. */
  readonly version: number
  readonly from: StandingSummary
  readonly to: StandingSummary
  /** The verdict or counts the change rested on; null where a person decided without. */
  readonly evidence: unknown
  /** Hash of the entry before; {@link genesis} for the first. */
  readonly previous: string
  /** SHA-256, in hex, over the previous hash, a line feed and the canonical JSON of all fields above but `previous`. */
  readonly hash: string
}

/** Stands before the first entry. */
export const genesis = '0'.repeat(64)

/** The empty chain. */
export const chainStart: AuditAnchor = { seq: 0, hash: genesis }

export type AuditBody = Omit<AuditEntry, 'seq' | 'previous' | 'hash'>

/** Chains a change onto the entry before it. */
export function sealAuditEntry(body: AuditBody, head: AuditAnchor): AuditEntry {
  const content = { ...body, seq: head.seq + 1 }
  return { ...content, previous: head.hash, hash: auditHash(content, head.hash) }
}

/** The hash an entry must carry. */
export function auditHash(
  content: Omit<AuditEntry, 'previous' | 'hash'>,
  previous: string,
): string {
  return createHash('sha256')
    .update(`${previous}\n${canonicalJson(content)}`)
    .digest('hex')
}

export function summarizeStanding(
  state: Pick<CorridorState, 'killed' | 'rollout'>,
): StandingSummary {
  const { killed, rollout } = state
  return {
    killed,
    plan: rollout?.plan ?? null,
    stage: rollout?.stage ?? null,
    rate: rollout?.rate ?? null,
    mode: rollout?.mode ?? null,
    closed: rollout?.closed ?? null,
    epoch: rollout?.epoch ?? null,
  }
}
