import {
  counterIndex,
  counterNames,
  emptyVector,
  latencyBins,
  latencyEdges,
  metricTable,
  type Counter,
  type CountVector,
} from '@partial-trust/core/metrics'

/** A metric of a cell as the two counters it is made of. */
type CellMetric = { readonly s: Counter; readonly n: Counter }

/**
 * The metrics of a cell beside the bins of latency: those that gates read, and what else the counters say.
 * Together they hold every counter, so that a cell and its counts are the same thing.
 */
export const cellMetrics: Readonly<Record<string, CellMetric>> = {
  ...metricTable,
  sampled: { s: 'sampled', n: 'eligible' },
  timeout: { s: 'timeouts', n: 'attempts' },
  recorded: { s: 'attempts', n: 'started' },
  decided: { s: 'decided', n: 'decided' },
  waited_ms: { s: 'waitedMs', n: 'waits' },
  metered: { s: 'metered', n: 'attempts' },
  input_tokens: { s: 'inputTokens', n: 'metered' },
  output_tokens: { s: 'outputTokens', n: 'metered' },
  undone_candidate: { s: 'candidateUndone', n: 'candidateOutcomes' },
  undone_baseline: { s: 'baselineUndone', n: 'baselineOutcomes' },
  taken_back_candidate: { s: 'candidateTakenBack', n: 'candidateOutcomes' },
  taken_back_baseline: { s: 'baselineTakenBack', n: 'baselineOutcomes' },
  wrong: { s: 'tunedWrong', n: 'tuned' },
  wrong_at_99: { s: 'wrong99', n: 'passes99' },
  wrong_at_95: { s: 'wrong95', n: 'passes95' },
  wrong_at_90: { s: 'wrong90', n: 'passes90' },
  wrong_at_85: { s: 'wrong85', n: 'passes85' },
  wrong_at_80: { s: 'wrong80', n: 'passes80' },
  wrong_at_70: { s: 'wrong70', n: 'passes70' },
  wrong_at_60: { s: 'wrong60', n: 'passes60' },
  wrong_at_50: { s: 'wrong50', n: 'passes50' },
}

/** Completed attempts of one bin of latency, `s` of the attempts `n`: `latency_up_to_200`, `latency_above_60000`. */
export const latencyMetrics: readonly string[] = Array.from({ length: latencyBins }, (_, bin) => {
  const edge = latencyEdges[bin]
  return edge === undefined ? `latency_above_${latencyEdges.at(-1)}` : `latency_up_to_${edge}`
})

/** Metric -> `[s, n]`; a metric without a decision is left out. */
export type CellCounts = Record<string, [s: number, n: number]>

export function countsOf(vector: CountVector): CellCounts {
  const count = (name: Counter): number => vector[counterIndex[name]] ?? 0
  const counts: CellCounts = {}
  for (const [name, { s, n }] of Object.entries(cellMetrics)) {
    if (count(s) > 0 || count(n) > 0) counts[name] = [count(s), count(n)]
  }
  for (const [bin, name] of latencyMetrics.entries()) {
    const completed = vector[counterNames.length + bin] ?? 0
    if (completed > 0) counts[name] = [completed, count('attempts')]
  }
  return counts
}

/**
 * The vector that counts were made of.
 *
 * @returns Null where a metric is none that we know, or two metrics contradict each other.
 */
export function vectorOf(counts: CellCounts): CountVector | null {
  const vector = emptyVector()
  const set = new Map<number, number>()
  const put = (index: number, value: number): boolean => {
    if (set.has(index) && set.get(index) !== value) return false
    set.set(index, value)
    vector[index] = value
    return true
  }
  for (const [name, [s, n]] of Object.entries(counts)) {
    const metric = Object.hasOwn(cellMetrics, name) ? cellMetrics[name] : undefined
    const bin = latencyMetrics.indexOf(name)
    const isKnown =
      metric === undefined
        ? bin !== -1 && put(counterNames.length + bin, s) && put(counterIndex.attempts, n)
        : put(counterIndex[metric.s], s) && put(counterIndex[metric.n], n)
    if (!isKnown) return null
  }
  return vector
}
