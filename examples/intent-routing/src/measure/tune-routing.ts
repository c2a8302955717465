import {
  agreement,
  chooseTuning,
  difference,
  ThresholdFold,
  tunedThresholds,
  tuneWindowMs,
  type ChosenTuning,
} from '@partial-trust/core'
import type { LabelledLine } from '../classifier/labelled-lines.js'
import type { RouteProposal } from '../utterance.js'
import type { Count } from './measure-routing.js'

/** A certificate, and how wrong the classifier really is on labelled lines that it was not made of. */
export type TunedRouting = {
  readonly maxWrong: number
  readonly tuning: ChosenTuning
  /** Of the other lines that pass the certified threshold, those it routes right; null without one. */
  readonly elsewhere: Count | null
}

const targets = [0.02, 0.01, 0.005, 0.001] as const

/** Tunes on every other line, wrong being what its label says, one a minute; checks on the rest. */
export function tuneRouting(
  lines: readonly LabelledLine[],
  classify: (text: string) => RouteProposal,
): readonly TunedRouting[] {
  const read = lines.map(({ text, intent }) => {
    const { intent: proposed, confidence } = classify(text)
    return { isRight: proposed === intent, confidence }
  })
  const fold = new ThresholdFold(tunedThresholds, tuneWindowMs)
  for (const [index, { isRight, confidence }] of read.entries()) {
    if (index % 2 === 1) continue
    const reported = isRight ? 'right' : 'wrong'
    const mismatch = isRight ? agreement : difference
    const seen = { atMs: index * 60_000, epoch: 'measured', confidenceKind: 'distribution' }
    fold.add({ ...seen, confidence, mismatch, reported })
  }
  const others = read.filter((_, index) => index % 2 === 1)
  return targets.map((maxWrong) => {
    const choice = { corridor: 'route_utterance', epoch: null, kind: null, maxWrong }
    const answer = chooseTuning(fold.groups(), choice)
    if (answer.kind === 'unclear') throw new Error(answer.problem)
    const { tuning } = answer
    if (tuning.kind !== 'certified') return { maxWrong, tuning, elsewhere: null }
    const passing = others.filter(({ confidence }) => confidence >= tuning.loosest)
    const right = passing.filter(({ isRight }) => isRight).length
    return { maxWrong, tuning, elsewhere: { right, of: passing.length } }
  })
}
