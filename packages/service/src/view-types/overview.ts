import type { CorridorSummary } from './corridor-summary.js'

/** `GET /v1/corridors`: where everything stands. */
export type OverviewView = {
  /** When this was put together, by the service's clock. */
  readonly at: string
  /** The process that answered. */
  readonly instance: string
  /** Whether faults can be injected (`POST /v1/demo/faults`). */
  readonly demo: boolean
  readonly store: StoreView
  readonly environment: EnvironmentView
  /** The process whose rollout controller leads, by its instance; null where none does. */
  readonly leader: string | null
  /** Corridors whose rollout stands open while nobody leads: a NO_GO would close nothing. */
  readonly uncontrolled: readonly string[]
  /** What the latest trial of the kill in every process showed; null: none was made in the last day. */
  readonly stop_proof: StopProofView | null
  /** Whether the next trial should have been made: nobody knows any more that processes would stop. */
  readonly stop_proof_overdue: boolean
  readonly corridors: readonly CorridorSummary[]
  readonly processes: readonly ProcessView[]
  readonly risk_log: {
    readonly written: number
    readonly dropped: number
    readonly healthy: boolean
  }
}

export type StoreView = {
  /** Address without secrets. */
  readonly location: string
  readonly reachable: boolean
  readonly problem: string | null
  readonly audit_entries: number | null
  /** Why this store is known to stand in the place of one that was lost; null: it is the one. */
  readonly lost: string | null
}

export type EnvironmentView = {
  readonly enabled: boolean
  readonly policy_enabled: boolean
  /** Ceiling on every corridor's deadline; null where the environment sets none. */
  readonly deadline_ceiling_ms: number | null
  readonly lease_ms: number
  readonly problems: readonly { readonly variable: string; readonly problem: string }[]
}

export type StopProofView = {
  /** When the kill was tried, and how long ago that was. */
  readonly at: string
  readonly age_ms: number
  /** Processes that stopped in time, by instance. */
  readonly proved: readonly string[]
  /** Processes that were there and did not. */
  readonly unproved: readonly {
    readonly instance: string
    readonly host: string
    readonly pid: number
  }[]
  readonly slowest_ms: number | null
}

export type ProcessView = {
  readonly instance: string
  readonly host: string
  readonly pid: number
  readonly started_at: string
  readonly seen_at: string
  readonly silent_ms: number
  readonly state: 'alive' | 'stopped' | 'silent'
  /** Whether what it told of itself still holds: else say when it was heard and no more. */
  readonly heard_lately: boolean
  /** Whether the latest trial of the kill stopped it in time; null where it had no part in one. */
  readonly stop: 'proved' | 'unproved' | null
  readonly lease_ms: number
  readonly lease_age_ms: number | null
  readonly dropped_records: number
  readonly corridors: readonly {
    readonly intent: string
    readonly epoch: string
    readonly rate: number
    readonly set_by: string
    /** Absent in reports of older processes. */
    readonly mode?: 'live' | 'shadow'
    /** Version of control it acts on; absent in reports of older processes. */
    readonly version?: number
  }[]
}
