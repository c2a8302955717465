import {
  confidenceSequence,
  metricCount,
  perMetric,
  type Counts,
  type MetricCount,
  type MetricName,
} from '@partial-trust/core'
import type { MetricReport } from './report.js'

/** Error of the reported bounds, both sides together. */
export const reportAlpha = 0.05

export function metricReport({ s, n }: MetricCount, alpha: number = reportAlpha): MetricReport {
  if (n === 0) return { s, n, estimate: null, lower: null, upper: null }
  const { lower, upper } = confidenceSequence(s, n, alpha)
  return { s, n, estimate: s / n, lower, upper }
}

export function metricReports(
  counts: Counts,
  alpha: number = reportAlpha,
): { readonly [name in MetricName]: MetricReport } {
  return perMetric((name) => metricReport(metricCount(name, counts), alpha))
}
