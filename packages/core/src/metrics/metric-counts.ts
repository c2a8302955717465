import type { Counts, LatencyCounts } from './counts.js'
import { countAbove } from './latency-histogram.js'
import { metricTable, type MetricName } from './metric-table.js'

/** A metric as a Bernoulli count: `s` of `n` decisions had the event. */
export type MetricCount = { readonly s: number; readonly n: number }

/** `s` and `n` of one metric. */
export function metricCount(name: MetricName, counts: Counts): MetricCount {
  const { s, n } = metricTable[name]
  return { s: counts[s], n: counts[n] }
}

/**
 * Attempts that timed out or took longer than `limitMs`. Where the limit lies inside a bin the
 * whole bin counts as above it: a doubt never flatters the candidate. `exact` says whether it did.
 */
export function latencyAbove(
  limitMs: number,
  counts: LatencyCounts,
): MetricCount & { exact: boolean } {
  const above = countAbove(counts.latency, limitMs)
  const late = above.kind === 'exact' ? above.count : above.most
  return { s: counts.timeouts + late, n: counts.attempts, exact: above.kind === 'exact' }
}

/** Decisions undone or labelled wrong later, and not taken back, among those with a reported outcome, by assigned arm. */
export function undoneCount(arm: 'candidate' | 'baseline', counts: Counts): MetricCount {
  const s = Math.max(0, counts[`${arm}Undone`] - counts[`${arm}TakenBack`])
  return { s, n: counts[`${arm}Outcomes`] }
}
