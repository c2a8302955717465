import { bucketMs, isInPart } from '@partial-trust/core'
import type { Cell, CellKey, Metrics } from '@partial-trust/core'
import type { Rollout } from './control-state.js'

/**
 * What counts for a rollout: not what its stage counted on an earlier visit, nor the parts that were demoted
 * alone. A bucket that was under way at that moment belongs to this one: the state says so by starting evidence
 * at a bucket's start where it does not.
 */
export function rolloutCounts(metrics: Metrics, rollout: Rollout): Metrics {
  const { stage, evidence_from, parts = [] } = rollout
  const first = firstBucket(evidence_from)
  const demoted = parts.map(({ part, closed, evidence_from: since }) => ({
    part,
    first: closed ? Infinity : firstBucket(since),
  }))
  const counts = ({ stage: of, bucket, part }: CellKey): boolean =>
    (of !== stage || (bucket !== null && bucket >= first)) &&
    demoted.every((one) => !isInPart(part, one.part) || (bucket !== null && bucket >= one.first))
  if ([...metrics.cells.values()].every(({ key }) => counts(key))) return metrics
  const cells = new Map<string, Cell>()
  for (const [name, cell] of metrics.cells) if (counts(cell.key)) cells.set(name, cell)
  return { cells }
}

/** The first bucket that holds decisions from this moment on. */
function firstBucket(moment: string): number {
  return Math.floor(Date.parse(moment) / bucketMs)
}
