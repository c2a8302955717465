import { bucketMs, counterIndex, type Cell } from '../metrics/index.js'

/** Records, and starts whether a record came of them or not. */
export type Asked = { readonly attempts: number; readonly started: number }

/**
 * Share of a stage's decisions whose bucket is not known or lies in the future. Those of another epoch in
 * the future count too: nobody can tell when they were made, so it may be now.
 *
 * @param open The stage's cells that are not sealed, of all epochs.
 * @param sealed What the judged epoch's sealed ones come to.
 * @param epoch The judged one; null where nothing could be judged.
 */
export function unplacedShare(
  open: Iterable<Cell>,
  sealed: Asked,
  epoch: string | null,
  nowMs: number,
): number {
  const lost = { attempts: 0, started: 0 }
  const placed = { ...sealed }
  for (const { key, vector } of open) {
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
