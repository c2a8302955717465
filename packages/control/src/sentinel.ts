import { detectorLevel, observeBucket, quietDetector } from '@partial-trust/core'
import type { DetectorState } from '@partial-trust/core'

/**
 * Watches one corridor's candidates in this process alone, one at a time, with the detector the
 * gates use (GATES 1.6), so that a process cut off from the control plane still stops by itself.
 */
export type Sentinel = {
  readonly state: DetectorState
  /** Candidates seen and failed since it began. */
  readonly attempts: number
  readonly failures: number
  /** Whether each of the latest failed, at most {@link latestSeen} of them: what an alarm comes from. */
  readonly latest: readonly boolean[]
}

export const calmSentinel: Sentinel = {
  state: quietDetector,
  attempts: 0,
  failures: 0,
  latest: [],
}

const latestSeen = 20

/** Expected candidates before a false alarm, at least: the A of GATES 1.6. Beside the budget of a stage's gates. */
export const decisionsToFalseAlarm = 1e6

/** What one more candidate makes of it. */
export function observeCandidate(before: Sentinel, failed: boolean, errorLimit: number): Sentinel {
  const s = failed ? 1 : 0
  return {
    state: observeBucket(before.state, { s, n: 1 }, errorLimit),
    attempts: before.attempts + 1,
    failures: before.failures + s,
    latest: [...before.latest.slice(1 - latestSeen), failed],
  }
}

/** Whether the failure rate has risen above the limit it was observed with. */
export function isAlarmed(sentinel: Sentinel): boolean {
  return detectorLevel(sentinel.state) >= Math.log(decisionsToFalseAlarm)
}
