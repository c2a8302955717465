import { attemptFailures, reasonCodes, type ReasonCodeEntry } from '@partial-trust/core'
import type { AnalysisReport, SpanReport } from '../report.js'
import type { BarRow } from './bar-table.js'
import { shareText } from './scale.js'

const failures: ReadonlySet<string> = new Set(attemptFailures)
const codes: Readonly<Record<string, ReasonCodeEntry>> = reasonCodes

/** How candidates ended, as shares of all of them, and why others were never asked for. */
export function reasonRows(report: AnalysisReport): {
  readonly asked: readonly BarRow[]
  readonly unasked: readonly BarRow[]
} {
  const entries = Object.entries(report.reason_code_breakdown)
  const unasked = entries.filter(([name]) => isUnasked(name))
  const asked = entries.filter(([name]) => !isUnasked(name))
  return { asked: bars(asked), unasked: bars(unasked) }
}

/** A code with which no candidate was asked for; one that can mean both counts as asked. */
function isUnasked(name: string): boolean {
  const statuses = Object.hasOwn(codes, name) ? (codes[name]?.statuses ?? []) : []
  return statuses.length > 0 && statuses.every((s) => s === 'skipped' || s === 'not_sampled')
}

function bars(entries: readonly (readonly [string, number])[]): readonly BarRow[] {
  const all = entries.reduce((sum, [, n]) => sum + n, 0)
  const most = Math.max(1, ...entries.map(([, n]) => n))
  return entries.map(([name, n]) => ({
    name,
    from: 0,
    width: n / most,
    tone: isUnasked(name)
      ? 'plain'
      : failures.has(name) || !Object.hasOwn(codes, name)
        ? 'bad'
        : 'good',
    cells: [n.toLocaleString('en-US'), shareText(n / all)],
  }))
}

/** Parts of the log on one line of time. */
export function spanRows<Span extends SpanReport>(
  spans: readonly Span[],
  label: (span: Span) => string,
): readonly BarRow[] {
  const moments = spans.flatMap(({ first, last }) =>
    first === null || last === null ? [] : [Date.parse(first), Date.parse(last)],
  )
  const [start, end] = [Math.min(...moments), Math.max(...moments)]
  const all = Math.max(1, end - start)
  return spans.map((span) => {
    const { first, last, attempts, metrics } = span
    const dated = first !== null && last !== null
    const error = metrics.attempt_error.estimate
    return {
      name: label(span),
      from: dated ? (Date.parse(first) - start) / all : 0,
      width: dated ? Math.max(0.005, (Date.parse(last) - Date.parse(first)) / all) : 0,
      tone: attempts === 0 ? 'plain' : 'good',
      cells: [
        minute(first),
        minute(last),
        attempts.toLocaleString('en-US'),
        error === null ? '–' : shareText(error),
      ],
    }
  })
}

function minute(iso: string | null): string {
  return iso === null ? '?' : iso.slice(0, 16).replace('T', ' ')
}
