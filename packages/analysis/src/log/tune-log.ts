import {
  planDefaults,
  ThresholdFold,
  tunedThresholds,
  tuneGroup,
  type ThresholdGroup,
  type Tuning,
} from '@partial-trust/core'
import { UserError } from '@partial-trust/settings'
import type { ReportedOutcomes } from './calibrate.js'
import type { RiskLog } from './log-part.js'
import { readAttempts } from './read-attempts.js'

export type LogTuning = Tuning & {
  readonly corridor: string
  readonly epoch: string | null
  /** How the confidence came about; null where the records do not say. */
  readonly confidence_kind: string | null
  readonly compared: number
  readonly days: number
}

export type TuneLogQuestion = {
  /** Null: the log holds one corridor only. */
  readonly corridor: string | null
  /** Null: the latest. */
  readonly epoch: string | null
  readonly kind: string | null
  readonly maxWrong: number
  /** What is known better than by comparing with the baseline, by id. */
  readonly outcomes: ReportedOutcomes | null
  readonly signal?: AbortSignal
}

const windowMs = planDefaults.bursts.window_minutes * 60_000
const dayMs = 86_400_000
/** Nobody waits longer for a certificate: what takes more decisions than this cannot be shown. */
const longestDays = 365

/**
 * The loosest confidence threshold that a log certifies, for one corridor, epoch and kind of confidence.
 *
 * @throws {UserError} naming what the log holds where the question does not say which, or asks for none of it.
 */
export async function tuneLog(
  log: RiskLog,
  { corridor, epoch, kind, maxWrong, outcomes, signal }: TuneLogQuestion,
): Promise<LogTuning> {
  const folds = new Map<string, ThresholdFold>()
  const holes = [...log.holes]
  for await (const { observation } of readAttempts(log, holes, signal)) {
    const fold = folds.get(observation.corridor) ?? new ThresholdFold(tunedThresholds, windowMs)
    folds.set(observation.corridor, fold)
    fold.add({ ...observation, reported: reportedOf(outcomes, observation) })
  }
  if (holes.length > 0) {
    throw new UserError(
      `nothing is certified on a part of a log, what is missing may be the wrong ones: ${holes.join('; ')}`,
    )
  }
  const name = onlyOne('corridor', corridor, [...folds.keys()])
  const groups = folds.get(name)?.groups() ?? []
  const [latest] = groups
  if (latest === undefined) {
    throw new UserError(`no candidate of ${name} was compared with its baseline: nothing to tune`)
  }
  const epochs = groups.filter((group) => group.epoch === (epoch ?? latest.epoch))
  if (epochs.length === 0) {
    throw new UserError(`no such epoch: ${epoch ?? ''}; the log has ${list(groups, 'epoch')}`)
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
  const tuning = tuneGroup(group, tunedThresholds, windowMs, { maxWrong, mostCompared })
  const { epoch: judged, kind: confidenceKind } = group
  return {
    ...tuning,
    corridor: name,
    epoch: judged,
    confidence_kind: confidenceKind,
    compared,
    days,
  }
}

function onlyOne(what: string, asked: string | null, known: readonly string[]): string {
  const found = asked ?? (known.length === 1 ? (known[0] ?? null) : null)
  if (known.length === 0) throw new UserError('the log holds no candidate: nothing to tune')
  if (found !== null && known.includes(found)) return found
  const problem = found === null ? `choose one with --${what}` : `no such ${what}: ${found}`
  throw new UserError(`${problem}; the log has ${known.toSorted().join(', ')}`)
}

function list(groups: readonly ThresholdGroup[], key: 'epoch' | 'kind'): string {
  return [...new Set(groups.map((group) => group[key] ?? '(none named)'))].join(', ')
}

function reportedOf(
  outcomes: ReportedOutcomes | null,
  {
    commandId,
    traceId,
    reasonCode,
  }: { commandId: string | null; traceId: string | null; reasonCode: string },
): 'wrong' | 'right' | null {
  // Only an accepted candidate can have been kept or undone.
  if (outcomes === null || reasonCode !== 'accepted') return null
  const outcome = outcomes.get(commandId ?? '') ?? outcomes.get(traceId ?? '')
  return outcome === undefined ? null : outcome === 'undone' ? 'wrong' : 'right'
}
