import { hash } from 'node:crypto'
import type { DetectorBudget } from '@partial-trust/core'
import { canonicalJson } from './canonical-json.js'
import type { ActionKind } from './control-action.js'
import type { AuditAnchor, CorridorState } from './control-state.js'
import type { ConfidenceStanding } from './confidence-standing.js'
import type { Asked } from './four-eyes.js'
import type { PartStanding } from './part-standing.js'

/**
 * What a change left behind of a corridor's standing: every field of it but what closed a stage, which
 * is the closing entry itself.
 */
export type StandingSummary = {
  readonly killed: boolean
  readonly plan: string | null
  readonly stage: string | null
  readonly rate: number | null
  readonly mode: string | null
  readonly closed: string | null
  readonly epoch: string | null
  /** Absent, with the two after it, in entries of versions that did not record them. */
  readonly error_limit?: number | null
  readonly entered_at?: string | null
  readonly evidence_from?: string | null
  /** Absent where the rollout was started before it kept one. */
  readonly detector?: DetectorBudget
  /** Absent where no part was ever demoted alone. */
  readonly parts?: readonly PartStanding[]
  /** Absent where no confidence was ever asked for beyond the corridor's own. */
  readonly confidence?: ConfidenceStanding
  /** Absent where nothing waits for a second person. */
  readonly asked?: Asked
}

/** What can be done to the store itself; see `store-act.ts`. */
export type StoreActKind = 'make' | 'adopt' | 'restore' | 'tokens'

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
  return hash('sha256', `${previous}\n${canonicalJson(content)}`)
}

/** Why an entry is not the next one after the end of a trail; null where it is. */
export function chainProblem(end: AuditAnchor, entry: AuditEntry): string | null {
  const seq = end.seq + 1
  const { previous, hash: own, ...content } = entry
  if (entry.seq !== seq) return `entry ${seq} is missing: entry ${entry.seq} stands in its place`
  if (previous !== end.hash) return `entry ${seq} does not follow from the entry before it`
  return auditHash(content, previous) === own
    ? null
    : `entry ${seq} was edited: its hash does not fit its content`
}

export function summarizeStanding(
  state: Pick<CorridorState, 'killed' | 'rollout'>,
): StandingSummary {
  const { killed, rollout } = state
  if (rollout === null) return { killed, ...noRollout }
  const { closing: _toldByItsEntry, ...standing } = rollout
  return { killed, ...standing }
}

const noRollout = {
  plan: null,
  stage: null,
  rate: null,
  mode: null,
  closed: null,
  epoch: null,
  error_limit: null,
  entered_at: null,
  evidence_from: null,
} as const
