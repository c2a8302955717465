import { metricTitle } from '@partial-trust/core'
import type { ReactElement } from 'react'
import { count, percent, ratio } from '../format/numbers.js'

type Row = {
  readonly name: string
  readonly direction: string
  readonly s: number
  readonly n: number
  /** Null: there is none yet. */
  readonly threshold: number | null
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
        <p key={`${row.name} ${row.direction}`}>{judgedLine(row)}</p>
      ))}
    </details>
  )
}

/** `Attempt errors 4 of 412 (0.97 %), GO below 5 %: passed`. */
export function judgedLine(row: Row): string {
  const { name, s, n, threshold } = row
  const counts = `${metricTitle(name)} ${count(s)} of ${count(n)} (${ratio(s, n)})`
  const limit = threshold === null ? 'what the stage before showed' : percent(threshold)
  return `${counts}, ${gateOf(row)} ${limit}: ${said(row)}`
}

/** Acceptance is good where it is high; everything else is counted because it is bad. */
function gateOf({ name, direction }: Row): string {
  const isGo = (direction === 'below') !== (name === 'acceptance')
  return `${isGo ? 'GO' : 'NO_GO'} ${direction}`
}

function said({ verdict }: Row): string {
  return verdict === 'NO_GO' ? 'exceeded' : verdict === 'GO' ? 'passed' : 'not proved'
}

function isRow(value: unknown): value is Row {
  const { name, direction, s, n, threshold, verdict }: Partial<Record<keyof Row, unknown>> =
    Object(value)
  return (
    [name, direction, verdict].every((word) => typeof word === 'string') &&
    [s, n].every((number) => typeof number === 'number') &&
    (threshold === null || typeof threshold === 'number')
  )
}
