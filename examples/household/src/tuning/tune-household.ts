import {
  agreement,
  chooseTuning,
  difference,
  ThresholdFold,
  tunedThresholds,
  tuneWindowMs,
  type ChosenTuning,
} from '@partial-trust/core'
import type { LabelledCandidate } from './read-candidates.js'

/** A certificate, and how wrong the model really is on labelled lines that it was not made of. */
export type TunedHousehold = {
  readonly maxWrong: number
  readonly tuning: ChosenTuning
  /** Of the other lines' candidates that pass the certified threshold, the wrong ones; null without one. */
  readonly elsewhere: { readonly wrong: number; readonly of: number } | null
}

const targets = [0.6, 0.5, 0.2, 0.02] as const

/** Tunes on every other candidate, each in a window of its own: lines have nothing to do with each other. Checks on the rest. */
export function tuneHousehold(candidates: readonly LabelledCandidate[]): readonly TunedHousehold[] {
  const fold = new ThresholdFold(tunedThresholds, tuneWindowMs)
  for (const [index, { isRight, confidence }] of candidates.entries()) {
    if (index % 2 === 1) continue
    const reported = isRight ? 'right' : 'wrong'
    const mismatch = isRight ? agreement : difference
    const seen = { atMs: index * tuneWindowMs, epoch: 'simulated', confidenceKind: 'verbalized' }
    fold.add({ ...seen, confidence, mismatch, reported })
  }
  const others = candidates.filter((_, index) => index % 2 === 1)
  return targets.map((maxWrong) => {
    const choice = { corridor: 'add_shopping_item', epoch: null, kind: null, maxWrong }
    const answer = chooseTuning(fold.groups(), choice)
    if (answer.kind === 'unclear') throw new Error(answer.problem)
    const { tuning } = answer
    if (tuning.kind !== 'certified') return { maxWrong, tuning, elsewhere: null }
    const { loosest } = tuning
    const passing = others.filter(({ confidence }) => confidence >= loosest)
    const wrong = passing.filter(({ isRight }) => !isRight).length
    return { maxWrong, tuning, elsewhere: { wrong, of: passing.length } }
  })
}
