import type { Mode } from '../record/index.js'

/**
 * What live control says about one corridor at this moment. The engine asks for it synchronously
 * at check 3, so whoever answers keeps a snapshot and judges its age against the lease.
 */
export type ControlView =
  /** A store exists and says no, or cannot be trusted any more. */
  | {
      readonly kind: 'closed'
      readonly reason: 'killed' | 'lease_expired' | 'store_lost' | 'stage_closed'
      readonly stage: string | null
    }
  /** No rollout was started: the corridor follows the environment alone. */
  | { readonly kind: 'unmanaged' }
  /** A rollout stands at `stage`, which samples `rate` (0 to 1) of the ids. */
  | {
      readonly kind: 'open'
      readonly stage: string
      readonly rate: number
      readonly mode: Mode
      /** Absent where nothing is taken away from the stage. */
      readonly narrowed?: Narrowing
    }

/** What live control takes away from an open stage. */
export type Narrowing = {
  /** `KEY=WORD` of the corridor's closed lists: their decisions end at the baseline. */
  readonly closedParts: readonly string[]
  /** Least confidence that a candidate must state where it states one, beside the corridor's own rule; null: none. */
  readonly leastConfidence: number | null
}
