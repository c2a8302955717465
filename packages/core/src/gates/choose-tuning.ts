import { tunedThresholds } from '../metrics/index.js'
import { planDefaults } from './default-plan.js'
import type { ThresholdGroup } from './threshold-fold.js'
import { tuneGroup, type Tuning } from './tune-threshold.js'

/** What was certified, and of whom. */
export type ChosenTuning = Tuning & {
  readonly corridor: string
  readonly epoch: string | null
  /** How the confidence came about; null where the records do not say. */
  readonly confidence_kind: string | null
  readonly max_wrong: number
  readonly compared: number
  readonly days: number
}

export type TuningChoice = {
  readonly corridor: string
  /** Null: the latest. */
  readonly epoch: string | null
  /** Null: the epoch has one only. */
  readonly kind: string | null
  /** Inside (0, 1). */
  readonly maxWrong: number
}

export type TuningAnswer =
  | { readonly kind: 'tuned'; readonly tuning: ChosenTuning }
  /** The choice does not say which, or asks for what is not there; `problem` names what there is. */
  | { readonly kind: 'unclear'; readonly problem: string }

/** Windows in which candidates are put together. */
export const tuneWindowMs: number = planDefaults.bursts.window_minutes * 60_000
const dayMs = 86_400_000
/** Nobody waits longer for a certificate: what takes more decisions than this cannot be shown. */
const longestDays = 365

/**
 * The loosest confidence threshold that is certified for one epoch and one kind of confidence.
 *
 * @param groups What was counted of the corridor, the latest first.
 */
export function chooseTuning(
  groups: readonly ThresholdGroup[],
  { corridor, epoch, kind, maxWrong }: TuningChoice,
): TuningAnswer {
  const [latest] = groups
  if (latest === undefined) {
    return unclear(`no candidate of ${corridor} was compared with its baseline: nothing to tune`)
  }
  const epochs = groups.filter((group) => group.epoch === (epoch ?? latest.epoch))
  if (epochs.length === 0) {
    return unclear(`no such epoch: ${epoch ?? ''}; there is evidence of ${list(groups, 'epoch')}`)
  }
  const [group, other] = epochs.filter((one) => kind === null || one.kind === kind)
  if (group === undefined || other !== undefined) {
    return unclear(
      `choose one kind of confidence with --kind: the epoch has ${list(epochs, 'kind')}`,
    )
  }
  const compared = group.compared.reduce((sum, { n }) => sum + n, 0)
  const days = (group.lastMs - group.firstMs) / dayMs
  const mostCompared = Math.max(compared, (compared / days) * longestDays)
  const tuning = tuneGroup(group, tunedThresholds, tuneWindowMs, { maxWrong, mostCompared })
  const scope = { epoch: group.epoch, confidence_kind: group.kind, max_wrong: maxWrong }
  return { kind: 'tuned', tuning: { ...tuning, corridor, ...scope, compared, days } }
}

/** The answer in a sentence. */
export function tuningSentence(tuning: ChosenTuning): string {
  switch (tuning.kind) {
    case 'certified':
      return `a confidence of at least ${tuning.loosest} is certified to be wrong in at most ${percent(tuning.max_wrong)}`
    case 'not_yet':
      return tuning.more !== null
        ? `not yet: about ${tuning.more} more compared candidates until a threshold is certified`
        : 'not yet, and at the present rates it takes more than a thousand million candidates'
    case 'impossible':
      return `impossible: ${tuning.reason}`
  }
}

function unclear(problem: string): TuningAnswer {
  return { kind: 'unclear', problem }
}

function list(groups: readonly ThresholdGroup[], key: 'epoch' | 'kind'): string {
  return [...new Set(groups.map((group) => group[key] ?? '(none named)'))].join(', ')
}

function percent(value: number): string {
  return `${Number((100 * value).toPrecision(3))} %`
}
