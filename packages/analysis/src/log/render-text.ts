import { latencyText, metricNames, metricTitle } from '@partial-trust/core'
import { printable } from './printable.js'
import type { AnalysisReport, MetricReport, SpanReport } from './report.js'
import { splitMetrics, type SplitReport } from './split-report.js'

/** The report for a person at a terminal. */
export function renderText(
  report: AnalysisReport,
  source: string,
  split: SplitReport | null = null,
): string {
  const lines = [
    `risk log ${source}`,
    '',
    facts([
      ['records', number(report.total_records)],
      ['sampled', number(report.sampled_records)],
      ['attempts', number(report.attempts)],
      ['parse errors', number(report.parse_errors)],
      ['latency', `p50 ${ms(report.latency_p50)}, p95 ${ms(report.latency_p95)}`],
      ['  with bounds', latencyText(report.latency_quantiles)],
      ['deadline', report.deadlines.map(({ deadline_ms: d }) => `${d} ms`).join(', ') || '-'],
      ['tokens', `${number(report.tokens.input)} in, ${number(report.tokens.output)} out`],
    ]),
    '',
    'metric (95 % bounds that hold however often one looks)',
    metricLines(report.metrics),
    ...breakdown('status', report.status_breakdown, report.total_records),
    ...breakdown('reason code', report.reason_code_breakdown, report.total_records),
    ...parts('stage', report.stages),
    ...parts('epoch', report.epochs),
    ...(split === null ? [] : splitLines(split)),
    ...notes(report.notes),
    '',
  ]
  return printable(lines.join('\n'))
}

function metricLines(metrics: AnalysisReport['metrics']): string {
  return metricNames.map((name) => `  ${metricLabel(name)}${metricLine(metrics[name])}`).join('\n')
}

/** In running text, so without the capital. */
function metricLabel(name: string): string {
  return metricTitle(name).toLowerCase().padEnd(24)
}

export function metricLine({ s, n, estimate, lower, upper }: MetricReport): string {
  if (estimate === null || lower === null || upper === null) return '     -   no data'
  const bounds = `${percent(lower)} to ${percent(upper)}`
  return `${percent(estimate).padStart(8)}   ${bounds.padEnd(20)} ${number(s)} of ${number(n)}`
}

function breakdown(title: string, counts: Readonly<Record<string, number>>, all: number): string[] {
  const lines = Object.entries(counts).map(
    ([name, n]) => `  ${name.padEnd(26)}${number(n).padStart(11)}  ${percent(n / all).padStart(8)}`,
  )
  return lines.length === 0 ? [] : ['', title, ...lines]
}

function parts(
  title: string,
  spans: readonly (SpanReport & { readonly sample_rate?: number | null })[],
): string[] {
  if (spans.length === 0) return []
  const lines = spans.map(({ name, sample_rate: rate, first, last, attempts, metrics }) => {
    const label = name ?? (rate === undefined || rate === null ? '(none)' : `rate ${rate}`)
    const error = metrics.attempt_error.estimate
    const errors = error === null ? '' : `, errors ${percent(error)}`
    return `  ${label.slice(0, 24).padEnd(26)}${minute(first)} to ${minute(last)}  ${number(attempts)} attempts${errors}`
  })
  return ['', title, ...lines]
}

function splitLines({ by, parts: found, whole, hidden_failures: hidden }: SplitReport): string[] {
  const lines = found.flatMap(({ name, attempts, metrics, verdict }) => [
    `  ${name ?? '(none)'}: ${number(attempts)} attempts${verdict === null ? '' : `, judged alone ${verdict}`}`,
    ...splitMetrics.map((metric) => `    ${metricLabel(metric)}${metricLine(metrics[metric])}`),
  ])
  const warning = `note: ${whole} as a whole hides a failing part: ${hidden.join(', ')}`
  return [
    '',
    `by ${by} (bounds hold for all ${found.length} parts together)`,
    ...lines,
    ...(hidden.length === 0 ? [] : [warning]),
  ]
}

function notes(said: readonly string[]): string[] {
  return said.length === 0 ? [] : ['', ...said.map((note) => `note: ${note}`)]
}

function facts(rows: readonly (readonly [string, string])[]): string {
  return rows.map(([name, value]) => `  ${name.padEnd(14)}${value}`).join('\n')
}

export function percent(share: number): string {
  return `${(share * 100).toFixed(2)} %`
}

export function number(n: number): string {
  return n.toLocaleString('en-US')
}

function ms(latency: number | null): string {
  return latency === null ? '-' : `${latency} ms`
}

function minute(iso: string | null): string {
  return iso === null ? '?' : iso.slice(0, 16).replace('T', ' ')
}
