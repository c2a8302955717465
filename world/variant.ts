import type { Control, CorridorState, RolloutVerdict } from '@partial-trust/control'
import type { MemoryMedium } from '@partial-trust/control/testing'
import type { Clock, Plan } from '@partial-trust/core'

/**
 * Where the world lets itself be built with a fix taken out: each member puts in place of a part what
 * stood there before somebody mended it. Empty: the product as it is.
 */
export type Variant = {
  /** See `ControlFeedOptions.gapMs`. */
  readonly gapMs?: number
  /** What a process's connection goes on seeing of the medium. */
  readonly connection?: (medium: MemoryMedium) => MemoryMedium
  /** The clock that a process's hold on control reads. */
  readonly clock?: (clock: Clock) => Clock
  /** How a process sends its counts. */
  readonly save?: (send: () => Promise<void>) => Promise<void>
  /** A process's own stores, put together another way. */
  readonly control?: (control: Control, medium: MemoryMedium, instance: string) => Control
  /** The verdict that an operator's promotion rests on. */
  readonly verdict?: (
    verdict: RolloutVerdict | null,
    state: CorridorState,
    plan: Plan,
    control: Control,
    nowMs: number,
  ) => RolloutVerdict | null
  /** Whether a change carries the version of the moment it was decided on, or of that it was sent at. */
  readonly versionAt?: 'decided' | 'sent'
}
