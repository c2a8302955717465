import type { Bucket, Counter } from '../metrics/index.js'
import type { OutcomeBlock } from './outcome-evidence.js'

const hourMs = 3_600_000

/**
 * One block an hour, once the hour is complete: the outcome test bets once on a block, and looking into
 * one that still grows would be betting again after each of its outcomes.
 *
 * @param untilMs Nothing can be added any more to what lies before.
 */
export function outcomeBlocks(
  buckets: readonly Bucket[],
  untilMs: number,
): readonly OutcomeBlock[] {
  const byHour = Map.groupBy(buckets, ({ startMs }) => Math.floor(startMs / hourMs))
  return [...byHour]
    .filter(([hour]) => (hour + 1) * hourMs <= untilMs)
    .toSorted(([a], [b]) => a - b)
    .map(([, hour]) => ({
      candidate: arm(total(hour, 'candidateUndone'), total(hour, 'candidateOutcomes')),
      baseline: arm(total(hour, 'baselineUndone'), total(hour, 'baselineOutcomes')),
    }))
    .filter(({ candidate, baseline }) => candidate.n + baseline.n > 0)
}

/** What was confirmed in one hour and undone after all in another counts as undone there. */
function arm(undone: number, outcomes: number): OutcomeBlock['candidate'] {
  return { undone, n: Math.max(undone, outcomes) }
}

function total(buckets: readonly Bucket[], counter: Counter): number {
  return buckets.reduce((sum, { counts }) => sum + counts[counter], 0)
}
