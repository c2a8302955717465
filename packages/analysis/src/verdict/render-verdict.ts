import { latencyText } from '@partial-trust/core'
import type { GateRow, GateVerdict, StageVerdict } from '@partial-trust/core'

const words: { readonly [verdict in GateVerdict]: string } = {
  GO: 'may go on',
  NO_GO: 'must stop',
  INSUFFICIENT: 'not decided yet',
}

/** A verdict for a person at a terminal. */
export function renderVerdict(verdict: StageVerdict): string {
  const { alpha, because, decided_at, latency, metrics, stage } = verdict
  return [
    `${stage}: ${verdict.verdict} (${words[verdict.verdict]})`,
    ...because.map((sentence) => `  - ${sentence}`),
    '',
    ...table([headings, ...metrics.map(cells)]),
    ...(latency.length === 0 ? [] : ['', `  latency ${latencyText(latency)}`]),
    '',
    `decided ${decided_at}; false rollback ${alpha.rollback} by evidence and ${alpha.detector} by the change detector, false GO of this epoch ${alpha.go}, however often anyone looks`,
    '',
  ].join('\n')
}

const headings = ['metric', 's of n', 'rate', 'bounds', 'gate', 'ln E', 'says', 'needs']

function cells(row: GateRow): readonly string[] {
  const { name, direction, s, n, estimate, lower, upper, threshold, log_e, needs } = row
  const sign = direction === 'above' ? '>' : '<'
  return [
    name,
    `${s} of ${n}`,
    estimate === null ? '-' : percent(estimate),
    n === 0 ? '-' : `${percent(lower)} to ${percent(upper)}`,
    threshold === null ? '-' : `${sign} ${percent(threshold)}`,
    log_e === null ? '-' : log_e.toFixed(2),
    row.verdict,
    needs === null ? '' : needs.sampled === null ? 'never at this rate' : `${needs.sampled} more`,
  ]
}

/** Columns as wide as their widest cell. */
export function table(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  )
  return rows.map((row) =>
    `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd(),
  )
}

/** A share in percent, to three digits. */
export function percent(share: number): string {
  return `${Number((share * 100).toPrecision(3))} %`
}
