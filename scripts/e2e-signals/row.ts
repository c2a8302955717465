/** One signal: what left, what arrived, and whether that is right. */
export type Row = {
  readonly signal: string
  readonly sent: number | string
  readonly received: number | string
  /** `skipped`: its peer is not on this machine. */
  readonly right: boolean | 'skipped'
  /** What was looked at, or why it was skipped. */
  readonly says: string
}

/** A row whose numbers must be the same, and more than none. */
export function same(signal: string, sent: number, received: number, says: string): Row {
  return { signal, sent, received, right: sent === received && sent > 0, says }
}

export function skipped(signal: string, says: string): Row {
  return { signal, sent: '-', received: '-', right: 'skipped', says }
}

export function tableOf(rows: readonly Row[]): string {
  const lines = [
    ['signal', 'sent', 'received', 'right', ''],
    ...rows.map(({ signal, sent, received, right, says }) => [
      signal,
      String(sent),
      String(received),
      right === 'skipped' ? 'skipped' : right ? 'yes' : 'NO',
      says,
    ]),
  ]
  const widths = [0, 1, 2, 3].map((column) =>
    Math.max(...lines.map((line) => line[column]?.length ?? 0)),
  )
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
