import type { Counts } from './counts.js'
import { countAbove } from './latency-histogram.js'

/** A metric as a Bernoulli count: `s` of `n` decisions had the event. */
export type MetricCount = { readonly s: number; readonly n: number }

/** The metrics that are read from records alone; `latencyAbove` and outcomes take an argument. */
export const metricNames = [
  'attempt_error',
  'deadline_exceeded',
  'intent_mismatch',
  'entity_key_mismatch',
  'acceptance',
] as const
export type MetricName = (typeof metricNames)[number]

/** `s` and `n` of one metric. */
export function metricCount(name: MetricName, counts: Counts): MetricCount {
  return readers[name](counts)
}

const readers: { readonly [name in MetricName]: (counts: Counts) => MetricCount } = {
  attempt_error: (counts) => ({ s: counts.errors, n: counts.attempts }),
  deadline_exceeded: (counts) => ({ s: counts.deadlineExceeded, n: counts.attempts }),
  intent_mismatch: (counts) => ({ s: counts.intentMismatch, n: counts.compared }),
  entity_key_mismatch: (counts) => ({ s: counts.entityKeyMismatch, n: counts.compared }),
  acceptance: (counts) => ({ s: counts.accepted, n: counts.judged }),
}

/**
 * Attempts that timed out or took longer than `limitMs`. Where the limit lies inside a bin the
 * whole bin counts as above it: a doubt never flatters the candidate. `exact` says whether it did.
 */
export function latencyAbove(limitMs: number, counts: Counts): MetricCount & { exact: boolean } {
  const above = countAbove(counts.latency, limitMs)
  const late = above.kind === 'exact' ? above.count : above.most
  return { s: counts.timeouts + late, n: counts.attempts, exact: above.kind === 'exact' }
}

/** Decisions undone later among those with a reported outcome, by assigned arm. */
export function undoneCount(arm: 'candidate' | 'baseline', counts: Counts): MetricCount {
  return { s: counts[`${arm}Undone`], n: counts[`${arm}Outcomes`] }
}
