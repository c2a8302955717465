import { bucketMs, readMetrics, type CellKey, type Metrics } from '../metrics/index.js'

/**
 * Share of a stage's decisions whose bucket is not known or lies in the future. Those of another epoch in
 * the future count too: nobody can tell when they were made, so it may be now.
 *
 * @param epoch The judged one; null where nothing could be judged.
 */
export function unplacedShare(
  metrics: Metrics,
  inStage: (key: CellKey) => boolean,
  epoch: string | null,
  nowMs: number,
): number {
  const askedWhere = (includes: (key: CellKey) => boolean): number => {
    const counts = readMetrics(metrics, (key) => inStage(key) && includes(key))
    return Math.max(counts.attempts, counts.started)
  }
  const isAhead = (bucket: number): boolean => bucket * bucketMs > nowMs
  const lost = askedWhere((key) =>
    key.bucket === null ? epoch === null || key.epoch === epoch : isAhead(key.bucket),
  )
  const placed = askedWhere(
    (key) => key.epoch === epoch && key.bucket !== null && !isAhead(key.bucket),
  )
  return shareBeyondOne(lost, placed)
}

/** The share of `part`; 0 for a single one, as a torn last line or one tick of a wrong clock leaves. */
export function shareBeyondOne(part: number, rest: number): number {
  return part <= 1 ? 0 : part / (part + rest)
}
