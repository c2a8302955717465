import {
  decisionsToFalseAlarm,
  detectorLevel,
  observeBucket,
  quietDetector,
  seenPerDay,
} from '@partial-trust/core'
import type { DetectorState } from '@partial-trust/core'
import type { Rollout } from './control-state.js'

/**
 * Watches one corridor's candidates in this process alone, one at a time, with the detector the
 * gates use (GATES 1.6), so that a process cut off from the control plane still stops by itself.
 */
export type Sentinel = {
  readonly state: DetectorState
  /** Candidates seen and failed since it began. */
  readonly attempts: number
  readonly failures: number
  /** When it saw the first; null before that. */
  readonly sinceMs: number | null
  /** Whether each of the latest failed, at most {@link latestSeen} of them: what an alarm comes from. */
  readonly latest: readonly boolean[]
  /** The A that it rang at; null while it has not. It never takes that back. */
  readonly alarm: number | null
}

export const calmSentinel: Sentinel = {
  state: quietDetector,
  attempts: 0,
  failures: 0,
  sinceMs: null,
  latest: [],
  alarm: null,
}

const latestSeen = 20

/** Expected candidates before a false alarm, at least, of rollouts that were started before they kept a budget. */
const withoutBudget = 1e6

export type SeenCandidate = { readonly failed: boolean; readonly atMs: number }

/**
 * What one more candidate makes of it.
 *
 * @param rollout Whose error limit it is held against, and whose budget it may spend.
 */
export function observeCandidate(
  before: Sentinel,
  { failed, atMs }: SeenCandidate,
  { error_limit: errorLimit, detector }: Pick<Rollout, 'error_limit' | 'detector'>,
): Sentinel {
  const s = failed ? 1 : 0
  const state = observeBucket(before.state, { s, n: 1 }, errorLimit)
  const attempts = before.attempts + 1
  const sinceMs = before.sinceMs ?? atMs
  const perDay = seenPerDay({ sampled: attempts, firstMs: sinceMs, lastMs: atMs })
  const limit = detector === undefined ? withoutBudget : decisionsToFalseAlarm(detector, perDay)
  return {
    state,
    attempts,
    failures: before.failures + s,
    sinceMs,
    latest: [...before.latest.slice(1 - latestSeen), failed],
    alarm: before.alarm ?? (detectorLevel(state) >= Math.log(limit) ? limit : null),
  }
}
