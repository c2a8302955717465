import { bucketMs, counterIndex, type CellKey, type Metrics } from '../metrics/index.js'

/**
 * The epoch a stage is judged under: the one of its latest sampled decision; of two in the same bucket
 * the one that began later. `active` counts the others that still answered within `activeMs` of it.
 */
export function judgedEpoch(
  metrics: Metrics,
  includes: (key: CellKey) => boolean,
  activeMs: number,
): { readonly epoch: string | null; readonly active: number } {
  const spans = new Map<string | null, { first: number; last: number }>()
  for (const { key, vector } of metrics.cells.values()) {
    const { bucket, epoch } = key
    const asked = (vector[counterIndex.attempts] ?? 0) + (vector[counterIndex.started] ?? 0)
    if (bucket === null || asked === 0 || !includes(key)) continue
    const span = spans.get(epoch)
    if (span === undefined) spans.set(epoch, { first: bucket, last: bucket })
    else {
      span.first = Math.min(span.first, bucket)
      span.last = Math.max(span.last, bucket)
    }
  }
  const [judged, ...others] = [...spans].toSorted(
    ([nameA, a], [nameB, b]) =>
      b.last - a.last || b.first - a.first || ((nameA ?? '') < (nameB ?? '') ? -1 : 1),
  )
  if (judged === undefined) return { epoch: null, active: 0 }
  const since = judged[1].last - activeMs / bucketMs
  return { epoch: judged[0], active: others.filter(([, { last }]) => last >= since).length }
}
