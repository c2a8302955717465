import {
  bucketMs,
  cellSpan,
  counterIndex,
  isSealed,
  thresholdCounters,
  type Cell,
  type Counter,
  type Metrics,
  type Sealing,
} from '../metrics/index.js'
import type { BucketCount } from './bucket-count.js'
import { unstatedKind } from './threshold-fold.js'
import type { ThresholdGroup } from './threshold-fold.js'

export type GroupsQuestion = { readonly corridor: string; readonly sealing: Sealing }

/**
 * What was counted of a corridor by confidence, one group for each epoch and kind of confidence, the latest first.
 * Candidates that state none pass everywhere, so they belong to every kind of their epoch; where nobody of an
 * epoch states one, the kind is `missing`.
 */
export function thresholdGroups(
  metrics: Metrics,
  { corridor, sealing }: GroupsQuestion,
): readonly ThresholdGroup[] {
  const cells = [...metrics.cells.values()].filter(
    ({ key, vector }) =>
      key.corridor === corridor &&
      isSealed(key.bucket, sealing) &&
      (vector[counterIndex.tuned] ?? 0) > 0,
  )
  const byEpoch = Map.groupBy(cells, ({ key }) => key.epoch)
  return [...byEpoch]
    .flatMap(([epoch, ofEpoch]) => {
      const kinds = new Set(ofEpoch.flatMap(({ key }) => key.confidenceKind ?? []))
      if (kinds.size === 0) return [groupOf(epoch, unstatedKind, ofEpoch)]
      return [...kinds].map((kind) => {
        const ofKind = ofEpoch.filter(({ key }) => (key.confidenceKind ?? kind) === kind)
        return groupOf(epoch, kind, ofKind)
      })
    })
    .toSorted((a, b) => b.lastMs - a.lastMs)
}

function groupOf(epoch: string | null, kind: string, cells: readonly Cell[]): ThresholdGroup {
  const asked = cells.flatMap((cell) => cellSpan(cell)?.asked ?? [])
  const counted = (n: Counter, s: Counter): readonly BucketCount[] =>
    cells.map(({ key, vector }) => ({
      startMs: (key.bucket ?? 0) * bucketMs,
      n: vector[counterIndex[n]] ?? 0,
      s: vector[counterIndex[s]] ?? 0,
    }))
  return {
    epoch,
    kind,
    firstMs: asked.reduce((to, { first }) => Math.min(to, first * bucketMs), Infinity),
    lastMs: asked.reduce((to, { last }) => Math.max(to, last * bucketMs), -Infinity) + bucketMs,
    compared: counted('tuned', 'tunedWrong'),
    passing: thresholdCounters.map(({ n, s }) => counted(n, s)),
  }
}
