import type { TuningChoice } from '@partial-trust/core'
import { decideConfidence, foundBy, tuneTask } from '@partial-trust/control'
import type { CorridorState, Decided } from '@partial-trust/control'
import type { AppControl } from 'partial-trust'

/** Which certificate a person asks for, and whether another threshold than the loosest certified. */
export type TuneWish = Omit<TuningChoice, 'corridor'> & {
  /** Null: the loosest certified. */
  readonly atLeast: number | null
}

/** The change that asks candidates for a confidence, on what all processes counted. */
export async function decideTuning(
  { desk }: Pick<AppControl, 'desk'>,
  state: CorridorState,
  { atLeast, ...wish }: TuneWish,
  nowMs: number,
): Promise<Decided> {
  const choice = { corridor: state.intent, ...wish }
  const answer = await desk.ask(tuneTask, { choice, nowMs })
  if (answer.kind === 'tuned') return decideConfidence(state, foundBy(answer.tuning), atLeast)
  return { kind: 'withheld', problem: answer.problem, verdict: null }
}
