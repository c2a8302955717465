import { isOwnReason, isReasonCode, reasonCodes, roleOf } from '@partial-trust/core'
import type { AnalysisReport, SpanReport } from '../log/report.js'
import type { BarRow } from './bar-table.js'
import { shareText } from './scale.js'

/** How candidates ended, as shares of all of them, and why others were never asked for. */
export function reasonRows(report: AnalysisReport): {
  readonly asked: readonly BarRow[]
  readonly unasked: readonly BarRow[]
} {
  const entries = Object.entries(report.reason_code_breakdown)
  const without = withoutCandidate(report)
  const part = (of: (name: string, n: number) => number): (readonly [string, number])[] =>
    entries
      .map(([name, n]) => [name, of(name, n)] as const)
      .filter(([, n]) => n > 0)
      .toSorted(([, a], [, b]) => b - a)
  return {
    asked: bars(
      part((name, n) => n - without(name, n)),
      false,
    ),
    unasked: bars(part(without), true),
  }
}

/**
 * How many records of a code never had a candidate. One code, `corridor_mismatch`, is said of the baseline
 * (skipped) as well as of a candidate: what other codes leave of the skipped records is the baseline's.
 */
function withoutCandidate({
  reason_code_breakdown: reasons,
  status_breakdown: statuses,
}: AnalysisReport): (name: string, n: number) => number {
  const skipped = Object.entries(reasons)
    .filter(([name]) => meets(name, 'every', ['skipped']))
    .reduce((sum, [, n]) => sum + n, 0)
  const left = Math.max(0, (statuses['skipped'] ?? 0) - skipped)
  return (name, n) => {
    if (meets(name, 'every', ['skipped', 'not_sampled'])) return n
    return meets(name, 'some', ['skipped']) ? Math.min(n, left) : 0
  }
}

function meets(name: string, how: 'every' | 'some', statuses: readonly string[]): boolean {
  const own: readonly string[] = isReasonCode(name) ? reasonCodes[name].statuses : []
  return own.length > 0 && own[how]((status) => statuses.includes(status))
}

/** No candidate came of it, or nobody knows what it is. */
function isBad(name: string): boolean {
  return roleOf(name) === 'attempt' || (roleOf(name) === null && !isOwnReason(name))
}

function bars(
  entries: readonly (readonly [string, number])[],
  unasked: boolean,
): readonly BarRow[] {
  const all = entries.reduce((sum, [, n]) => sum + n, 0)
  const most = Math.max(1, ...entries.map(([, n]) => n))
  return entries.map(([name, n]) => ({
    name,
    from: 0,
    width: n / most,
    tone: unasked ? 'plain' : isBad(name) ? 'bad' : 'good',
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
