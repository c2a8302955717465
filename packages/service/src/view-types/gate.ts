import type { GateRow } from '@partial-trust/core'
import type { VerdictSummary } from './corridor-summary.js'

/** `GET /v1/corridors/{intent}/gate`. */
export type GateView = {
  readonly at: string
  readonly intent: string
  /** Null without a rollout, or before the first judgement. */
  readonly verdict: (VerdictSummary & { readonly metrics: readonly GateRow[] }) | null
  /** Evidence a GO row, and a NO_GO row, has to reach: ln(1/alpha). */
  readonly limits: { readonly go: number; readonly no_go: number }
  readonly stage: StageProgress | null
}

export type StageProgress = {
  readonly name: string
  readonly min_days: number
  readonly days: number
  readonly min_sampled: number
  readonly sampled: number
}
