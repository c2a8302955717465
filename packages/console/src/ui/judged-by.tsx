import { metricTitle } from '@partial-trust/core'
import type { ReactElement } from 'react'
import { count, percent, ratio } from '../format/numbers.js'

type Row = {
  readonly name: string
  readonly direction: string
  readonly s: number
  readonly n: number
  readonly threshold: number
  readonly verdict: string
}

/** The counts a change rested on, as they were judged then; nothing where it rested on none. */
export function JudgedBy({ evidence }: { readonly evidence: unknown }): ReactElement | null {
  const { verdict, stage, metrics }: Partial<Record<'verdict' | 'stage' | 'metrics', unknown>> =
    Object(evidence)
  const rows = Array.isArray(metrics) ? metrics.filter(isRow) : []
  if (typeof verdict !== 'string' || rows.length === 0) return null
  return (
    <details className="judged-by small">
      <summary>
        Judged {verdict}
        {typeof stage === 'string' && (
          <>
            {' '}
            at <bdi>{stage}</bdi>
          </>
        )}
      </summary>
      {rows.map((row) => (
        <p key={`${row.name} ${row.direction}`}>
          {metricTitle(row.name)} {count(row.s)} of {count(row.n)} ({ratio(row.s, row.n)}),{' '}
          {row.direction === 'below' ? 'GO below' : 'NO_GO above'} {percent(row.threshold)}:{' '}
          {said(row)}
        </p>
      ))}
    </details>
  )
}

function said({ verdict }: Row): string {
  return verdict === 'NO_GO' ? 'exceeded' : verdict === 'GO' ? 'passed' : 'not proved'
}

function isRow(value: unknown): value is Row {
  const { name, direction, s, n, threshold, verdict }: Partial<Record<keyof Row, unknown>> =
    Object(value)
  return (
    [name, direction, verdict].every((word) => typeof word === 'string') &&
    [s, n, threshold].every((number) => typeof number === 'number')
  )
}
