import type { Authority } from './authorities.js'
import type { CandidateSource } from './candidate.js'
import type { Clock, IdSource } from './clock.js'
import type { ControlView } from './control-view.js'
import type { CorridorLimits, CorridorSettings } from './corridor-settings.js'
import type { Mode, RiskRecord } from '../record/index.js'

/** One candidate asked for, told before its answer is known. */
export type AttemptStart = {
  readonly epochMs: number
  readonly epoch: string
  readonly stage: string | null
  readonly rate: number
  /** See {@link partOf}; absent or null where the corridor declares no closed list. */
  readonly part?: string | null
}

/** What a corridor needs from outside. Everything that touches the world comes in here. */
export type CorridorParts = {
  readonly settings: CorridorSettings
  /** Default: {@link defaultLimits}. */
  readonly limits?: Partial<CorridorLimits>
  /** Null: no policy, so no candidate is ever asked for. */
  readonly source: CandidateSource | null
  /** What live control says now; called on every decision. Default: no store, always unmanaged. */
  readonly control?: () => ControlView
  /**
   * Registers a listener to call whenever control turns to closed, so that candidates under way are
   * given up there and then. Without it they end at their deadline; none is accepted either way.
   */
  readonly onClosed?: (listener: () => void) => unknown
  /** Further authorities, such as a feature flag. Any answer but `true` closes the corridor. */
  readonly authorities?: readonly Authority[]
  /** What the configuration allows at most. Default `live`. */
  readonly mode?: Mode
  /** Takes each record; must not block. What it throws or rejects with is counted and costs no decision. */
  readonly record: (record: RiskRecord) => unknown
  /** Told when a candidate is asked for, so that one without an outcome can be counted. */
  readonly started?: (start: AttemptStart) => unknown
  readonly clock: Clock
  readonly ids: IdSource
  /** Replaces ids in records, e.g. by their HMAC. Default: as given. */
  readonly pseudonym?: (id: string) => string
  /** Name of this process in records. */
  readonly instance: string
}
