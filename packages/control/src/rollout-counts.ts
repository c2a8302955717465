import { bucketMs, isInPart } from '@partial-trust/core'
import type { CellKey, Metrics } from '@partial-trust/core'
import type { Rollout } from './control-state.js'

/**
 * What counts for a rollout: not what its stage counted on an earlier visit, nor the parts that were demoted
 * alone. A bucket that was under way at that moment belongs to this one: the state says so by starting evidence
 * at a bucket's start where it does not.
 */
export function rolloutCounts(metrics: Metrics, rollout: Rollout): Metrics {
  const { stage, evidence_from: from, parts = [] } = rollout
  const counts = (key: CellKey): boolean =>
    (key.stage !== stage || isAfter(key, from)) &&
    parts.every(
      ({ part, closed, evidence_from: since }) =>
        !isInPart(key.part, part) || (!closed && isAfter(key, since)),
    )
  return { cells: new Map([...metrics.cells].filter(([, { key }]) => counts(key))) }
}

/** Whether a cell counts decisions from this moment on. */
function isAfter({ bucket }: CellKey, moment: string): boolean {
  return bucket !== null && (bucket + 1) * bucketMs > Date.parse(moment)
}
