import { chooseTuning } from '@partial-trust/core'
import type { ChosenTuning, ThresholdGroup, TuningChoice } from '@partial-trust/core'
import { UserError } from '@partial-trust/settings'

/**
 * The loosest confidence threshold that is certified, for whoever asks on the command line.
 *
 * @throws {UserError} naming what there is where the choice does not say which, or asks for none of it.
 */
export function tuneChosen(groups: readonly ThresholdGroup[], choice: TuningChoice): ChosenTuning {
  const answer = chooseTuning(groups, choice)
  if (answer.kind === 'tuned') return answer.tuning
  throw new UserError(answer.problem)
}
