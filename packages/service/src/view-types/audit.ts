/** `GET /v1/corridors/{intent}/audit` and `GET /v1/audit`: newest first. */
export type AuditView = {
  readonly at: string
  readonly chain:
    | { readonly kind: 'intact'; readonly entries: number; readonly hash: string }
    /** The chain holds, but its entries are too old to tell every field of the state. */
    | {
        readonly kind: 'not_covered'
        readonly entries: number
        readonly hash: string
        readonly fields: readonly string[]
      }
    /** Not gone through to its end yet since the service started. */
    | { readonly kind: 'checking'; readonly checked: number; readonly of: number }
    | { readonly kind: 'broken'; readonly seq: number; readonly problem: string }
  readonly entries: readonly AuditEntryView[]
  /** Entries that exist beyond the ones given. */
  readonly more: number
}

export type AuditEntryView = {
  readonly seq: number
  readonly at: string
  readonly by: string
  readonly action: string
  readonly intent: string
  readonly reason: string
  readonly version: number
  readonly from: StandingView
  readonly to: StandingView
  readonly evidence: unknown
  readonly hash: string
}

export type StandingView = {
  readonly killed: boolean
  readonly stage: string | null
  readonly rate: number | null
  readonly mode: string | null
  readonly closed: string | null
  readonly epoch: string | null
}
