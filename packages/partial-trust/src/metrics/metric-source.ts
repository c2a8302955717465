import type { CorridorUse, Grant, RiskRecord } from '@partial-trust/core'
import type {
  ControlFeed,
  ControlStore,
  RolloutVerdict,
  StopProofFigures,
} from '@partial-trust/control'
import type { DecisionTally } from '@partial-trust/engine'
import type { AppHealth } from '../app.js'

/** What metrics are read from: a running product, composed or inside an application. */
export type MetricSource = {
  /** The corridors that are open at this moment. */
  readonly corridors: () => readonly MeasuredCorridor[]
  readonly tally: DecisionTally
  onRecord(listener: (record: RiskRecord) => void): () => void
  health(): AppHealth
  /** Null where there is no live control. */
  readonly control: {
    readonly feed: ControlFeed
    proof(): StopProofFigures | null
    proofDueMs(): number | null
    readonly store: Pick<ControlStore, 'audit' | 'read'>
  } | null
  /** Change of live control after which changes are counted; null or absent: from now on. */
  readonly changesAfter?: number | null
  /** The last verdict on a rollout; null where the gates said nothing yet. */
  readonly verdict: (intent: string) => RolloutVerdict | null
  /** What receivers of webhooks are still to be told, and what they never will be; absent where none are told. */
  readonly events?: () => { readonly waiting: number; readonly dropped: number }
  /** Tokens that let people in and are good, by id; absent where none do. */
  readonly tokens?: () => readonly MeasuredToken[]
}

export type MeasuredToken = {
  readonly id: string
  readonly role: string
  /** ISO 8601 UTC. */
  readonly expires_at: string
}

export type MeasuredCorridor = {
  readonly intent: string
  /** What it may do at this moment. */
  grant(): MeasuredGrant
  use(): CorridorUse
}

/** `closed` is one of {@link closingReasons}, or null while the corridor is open. */
export type MeasuredGrant = Pick<Grant, 'closed' | 'rate' | 'deadlineMs'>

/** What can close a corridor before a command is looked at; `off` is the master switch. */
export const closingReasons = [
  'off',
  'config_invalid',
  'killed',
  'lease_expired',
  'store_lost',
  'stage_closed',
  'corridor_mismatch',
  'policy_disabled',
] as const

/** One number of a metric, with its labels. */
export type Sample = {
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}
