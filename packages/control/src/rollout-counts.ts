import { bucketMs } from '@partial-trust/core'
import type { CellKey, Metrics } from '@partial-trust/core'
import type { Rollout } from './control-state.js'

/**
 * What counts for a rollout: not what its stage counted on an earlier visit. A bucket that was under way at that
 * moment belongs to this one: the state says so by starting evidence at a bucket's start where it does not.
 */
export function rolloutCounts(metrics: Metrics, { stage, evidence_from: from }: Rollout): Metrics {
  const fromMs = Date.parse(from)
  const counts = ({ stage: of, bucket }: CellKey): boolean =>
    of !== stage || (bucket !== null && (bucket + 1) * bucketMs > fromMs)
  return { cells: new Map([...metrics.cells].filter(([, { key }]) => counts(key))) }
}
