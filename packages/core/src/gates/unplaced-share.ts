import { bucketMs, counterIndex, type CellKey, type Metrics } from '../metrics/index.js'

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
  const lost = { attempts: 0, started: 0 }
  const placed = { attempts: 0, started: 0 }
  for (const { key, vector } of metrics.cells.values()) {
    if (!inStage(key)) continue
    const { bucket } = key
    const isJudged = key.epoch === epoch
    const isLost = bucket === null ? epoch === null || isJudged : bucket * bucketMs > nowMs
    if (!isLost && !isJudged) continue
    const asked = isLost ? lost : placed
    asked.attempts += vector[counterIndex.attempts] ?? 0
    asked.started += vector[counterIndex.started] ?? 0
  }
  return shareBeyondOne(
    Math.max(lost.attempts, lost.started),
    Math.max(placed.attempts, placed.started),
  )
}

/** The share of `part`; 0 for a single one, as a torn last line or one tick of a wrong clock leaves. */
export function shareBeyondOne(part: number, rest: number): number {
  return part <= 1 ? 0 : part / (part + rest)
}
