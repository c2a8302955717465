import { bucketMs, cellSpan, counterIndex } from '@partial-trust/core'
import type { Cell, Metrics } from '@partial-trust/core'
import type { CorridorState } from './control-state.js'
import type { HeardReport } from './evidence-store.js'
import { isAliveReport } from './status-report.js'

/** How long an epoch must have been silent before another takes its place. */
const silentBuckets = 300_000 / bucketMs
/**
 * So many candidates of others in that time show that it has none any more, although a process stands by with it:
 * of one candidate in twenty that were its own, it would have had ten.
 */
const enoughOfOthers = 200

/** What the stage's candidates came under lately. */
export type EpochsSeen = {
  /** The latest one; null before the first. */
  readonly latest: string | null
  /** Whether the one in force was silent for long enough to be gone, but for processes that still serve it. */
  readonly isSilent: boolean
  /** Candidates of others since its last; 0 where none is in force. */
  readonly others: number
}

export function epochsSeen({ cells }: Metrics, state: CorridorState): EpochsSeen {
  const inForce = state.rollout?.epoch ?? null
  const last = new Map<string, number>()
  for (const cell of cells.values()) {
    const { epoch } = cell.key
    if (epoch === null || !isOfStage(cell, state)) continue
    const seen = cellSpan(cell)?.last
    if (seen !== undefined) last.set(epoch, Math.max(last.get(epoch) ?? seen, seen))
  }
  const [latest] = [...last].toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
  if (latest === undefined) return { latest: null, isSilent: true, others: 0 }
  const seen = last.get(inForce ?? '') ?? -Infinity
  let others = 0
  for (const cell of inForce === null ? [] : cells.values()) {
    const { epoch } = cell.key
    if (epoch === null || epoch === inForce || lastOf(cell) <= seen) continue
    if (isOfStage(cell, state)) others += cell.vector[counterIndex.attempts] ?? 0
  }
  return { latest: latest[0], isSilent: latest[1] - seen > silentBuckets, others }
}

function isOfStage({ key }: Cell, { intent, rollout }: CorridorState): boolean {
  return key.corridor === intent && key.stage === rollout?.stage
}

function lastOf(cell: Cell): number {
  return cellSpan(cell)?.last ?? -Infinity
}

/**
 * The fingerprint that a stage's candidates come under; null before the first. The one in force stays so for as long
 * as it answers, or a process stands by to: while a deployment replaces processes one by one, or two policies stand side
 * by side for days, both do, now and then, and evidence that starts anew with the other would never come to anything.
 *
 * @param isServed Whether a living process serves the one in force.
 */
export function epochInForce(
  { latest, isSilent, others }: EpochsSeen,
  { rollout }: CorridorState,
  isServed: boolean,
): string | null {
  const inForce = rollout?.epoch ?? null
  if (latest === null || inForce === null) return latest
  return !isSilent || (isServed && others < enoughOfOthers) ? inForce : latest
}

/** Whether a living process serves a corridor under this epoch. */
export function isEpochServed(
  processes: readonly HeardReport[],
  { intent, rollout }: CorridorState,
  nowMs: number,
): boolean {
  return processes.some(
    (report) =>
      isAliveReport(report, nowMs) &&
      report.corridors.some((one) => one.intent === intent && one.epoch === rollout?.epoch),
  )
}
