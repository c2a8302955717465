import { bucketMs, cellSpan } from '@partial-trust/core'
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
  for (const cell of counts.cells.values()) {
    const { corridor, stage, epoch } = cell.key
    if (corridor !== intent || stage !== rollout?.stage || epoch === null) continue
    const seen = cellSpan(cell)?.last ?? null
    if (seen !== null) last.set(epoch, Math.max(last.get(epoch) ?? 0, seen))
  }
  const [latest] = [...last].toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
  if (latest === undefined) return null
  const inForce = rollout?.epoch ?? null
  const seen = inForce === null ? undefined : last.get(inForce)
  return seen !== undefined && latest[1] - seen <= silentBuckets ? inForce : latest[0]
}
