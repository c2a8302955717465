import type { Corridor, CorridorParts } from '@partial-trust/core'

/** A corridor as the fault suite needs it. */
export type FaultSubject<Command> = {
  readonly intent: string
  readonly taskId: string
  open(parts: CorridorParts): Corridor<Command, unknown>
  /** The command of a given number; the baseline must execute it within the corridor. */
  command(ordinal: number): Command
  /** A candidate that every rule accepts and that decides otherwise than the baseline: if it shows, it leaked. */
  readonly candidate: object
}
