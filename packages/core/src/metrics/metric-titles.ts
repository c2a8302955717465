import { isMetricName, metricTable } from './metric-table.js'
import type { MetricRow } from './metric-table.js'

type Words = Pick<MetricRow, 'title' | 'spoken' | 'phrase'>

/** What plans gate beside the metrics of the table. */
const others: Readonly<Record<string, Words>> = {
  undone: {
    title: 'Undone',
    spoken: 'the rate of undone decisions',
    phrase: 'Decisions that somebody undid later.',
  },
  incident: {
    title: 'Incidents',
    spoken: 'the number of incidents',
    phrase: 'Incidents that somebody reported.',
  },
}

/** What a gate or a metric is called on a page; a name that is none of ours stays as it is. */
export function metricTitle(name: string): string {
  const quantile = /^latency_p([\d.]+)$/u.exec(name)
  if (quantile !== null) return `Latency p${quantile[1]}`
  return isMetricName(name) ? metricTable[name].title : (others[name]?.title ?? name)
}

/** What one count of a metric is, in a sentence; empty for a name that says it itself. */
export function metricPhrase(name: string): string {
  return isMetricName(name) ? metricTable[name].phrase : (others[name]?.phrase ?? '')
}

/**
 * A metric as the subject of a sentence, in the singular: "the rate of attempt errors is …". A name that is none of
 * ours stays as it is.
 */
export function metricInSentence(name: string): string {
  const quantile = /^latency_p([\d.]+)$/u.exec(name)
  if (quantile !== null) return `the p${quantile[1]} of latency`
  return isMetricName(name) ? metricTable[name].spoken : (others[name]?.spoken ?? name)
}
