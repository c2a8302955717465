import {
  planDefaults,
  tunedThresholds,
  tuneGroup,
  type ThresholdGroup,
  type Tuning,
} from '@partial-trust/core'
import { UserError } from '@partial-trust/settings'

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

export type Choice = {
  readonly corridor: string
  /** Null: the latest. */
  readonly epoch: string | null
  /** Null: the epoch has one only. */
  readonly kind: string | null
  readonly maxWrong: number
}

export const tuneWindowMs: number = planDefaults.bursts.window_minutes * 60_000
const dayMs = 86_400_000
/** Nobody waits longer for a certificate: what takes more decisions than this cannot be shown. */
const longestDays = 365

/**
 * The loosest confidence threshold that is certified for one epoch and one kind of confidence.
 *
 * @param groups What was counted of the corridor, the latest first.
 * @throws {UserError} naming what there is where the choice does not say which, or asks for none of it.
 */
export function tuneChosen(
  groups: readonly ThresholdGroup[],
  { corridor, epoch, kind, maxWrong }: Choice,
): ChosenTuning {
  const [latest] = groups
  if (latest === undefined) {
    throw new UserError(
      `no candidate of ${corridor} was compared with its baseline: nothing to tune`,
    )
  }
  const epochs = groups.filter((group) => group.epoch === (epoch ?? latest.epoch))
  if (epochs.length === 0) {
    throw new UserError(
      `no such epoch: ${epoch ?? ''}; there is evidence of ${list(groups, 'epoch')}`,
    )
  }
  const kinds = epochs.filter((group) => kind === null || group.kind === kind)
  const [group, other] = kinds
  if (group === undefined || other !== undefined) {
    throw new UserError(
      `choose one kind of confidence with --kind: the epoch has ${list(epochs, 'kind')}`,
    )
  }
  const compared = group.compared.reduce((sum, { n }) => sum + n, 0)
  const days = (group.lastMs - group.firstMs) / dayMs
  const mostCompared = Math.max(compared, (compared / days) * longestDays)
  const tuning = tuneGroup(group, tunedThresholds, tuneWindowMs, { maxWrong, mostCompared })
  return {
    ...tuning,
    corridor,
    epoch: group.epoch,
    confidence_kind: group.kind,
    max_wrong: maxWrong,
    compared,
    days,
  }
}

function list(groups: readonly ThresholdGroup[], key: 'epoch' | 'kind'): string {
  return [...new Set(groups.map((group) => group[key] ?? '(none named)'))].join(', ')
}
