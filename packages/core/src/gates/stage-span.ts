import type { Bucket } from '../metrics/index.js'
import type { StageEvidence } from './stage-evidence.js'

const dayMs = 86_400_000
/** At most this share of the decisions, or one, is taken for a clock's mistake at either end. */
const strayShare = 0.01

/**
 * First and last moment of a stage. A handful of decisions more than a day away from all others at an
 * end come from a clock that was set wrongly, not from a longer stage: they must not let a stage
 * reach its minimum duration. Records without a candidate widen the span by up to a day.
 */
export function stageSpan(
  buckets: readonly Bucket[],
  spans: readonly { readonly firstMs: number; readonly lastMs: number }[],
  nowMs: number,
): Pick<StageEvidence, 'firstMs' | 'lastMs'> {
  const seen = buckets.filter(({ counts }) => counts.attempts > 0)
  const sampled = seen.reduce((sum, { counts }) => sum + counts.attempts, 0)
  const spare = Math.max(1, Math.floor(sampled * strayShare))
  const first = seen[strays(seen, spare)]?.startMs
  const last = seen.at(-1 - strays(seen.toReversed(), spare))?.startMs
  if (first === undefined || last === undefined || last < first) {
    return { firstMs: first ?? null, lastMs: first ?? null }
  }
  let [firstMs, lastMs] = [first, last]
  for (const span of spans) {
    if (span.firstMs > first - dayMs) firstMs = Math.min(firstMs, span.firstMs)
    if (span.lastMs < last + dayMs && span.lastMs <= nowMs) {
      lastMs = Math.max(lastMs, span.lastMs)
    }
  }
  return { firstMs, lastMs }
}

/** How many of the first buckets hold at most `spare` decisions before a gap of more than a day. */
function strays(buckets: readonly Bucket[], spare: number): number {
  let [held, strayed] = [0, 0]
  for (const [index, { startMs, counts }] of buckets.entries()) {
    held += counts.attempts
    const next = buckets[index + 1]
    if (held > spare || next === undefined) break
    if (Math.abs(next.startMs - startMs) > dayMs) strayed = index + 1
  }
  return strayed
}
