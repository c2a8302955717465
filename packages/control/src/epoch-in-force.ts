import { bucketMs } from '@partial-trust/core'
import type { Metrics } from '@partial-trust/core'
import type { CorridorState } from './control-state.js'

/** How long an epoch must have been silent before another takes its place. */
const silentBuckets = 300_000 / bucketMs

/**
 * The fingerprint that a stage's candidates come under; null before the first. The one in force stays
 * so for as long as it still answers: while a deployment replaces processes one by one, both do, and
 * evidence that starts anew with every other bucket would never come to anything.
 */
export function epochInForce(counts: Metrics, { intent, rollout }: CorridorState): string | null {
  const last = new Map<string, number>()
  for (const { key } of counts.cells.values()) {
    if (key.corridor !== intent || key.stage !== rollout?.stage) continue
    if (key.bucket === null || key.epoch === null) continue
    last.set(key.epoch, Math.max(last.get(key.epoch) ?? 0, key.bucket))
  }
  const [latest] = [...last].toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
  if (latest === undefined) return null
  const inForce = rollout?.epoch ?? null
  const seen = inForce === null ? undefined : last.get(inForce)
  return seen !== undefined && latest[1] - seen <= silentBuckets ? inForce : latest[0]
}
