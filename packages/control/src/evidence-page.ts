import type { Cell } from '@partial-trust/core'
import { decodeCell } from './cell-codec.js'
import { cellsAPage } from './evidence-store.js'
import type { EvidencePage } from './evidence-store.js'

export type PooledRow = { readonly key: string; readonly counts: string; readonly seq: number }

/** Changes of counts, in order: later ones are higher, in a store that was set back too, unless clocks were. */
export function seqAfter(last: number, nowMs: number): number {
  return Math.max(last + 1, Math.floor(nowMs))
}

/**
 * Makes a page of rows in order of their `seq`. A page never ends between rows of one `seq`: who goes
 * on after it would not see the rest.
 *
 * @param read At most {@link cellsAPage} rows, and the past they belong to.
 * @param all Every row of one `seq`.
 */
export async function evidencePage(
  { rows, past }: { readonly rows: readonly PooledRow[]; readonly past: string },
  since: number,
  all: (seq: number) => readonly PooledRow[] | Promise<readonly PooledRow[]>,
): Promise<EvidencePage> {
  const last = rows.at(-1)?.seq ?? since
  const more = rows.length === cellsAPage
  const whole = more ? rows.filter(({ seq }) => seq < last) : rows
  const page = more && whole.length === 0 ? await all(last) : whole
  const cells = new Map<string, Cell>()
  for (const row of page) cells.set(row.key, decodeCell(row))
  return { metrics: { cells }, upTo: page.at(-1)?.seq ?? since, more, past }
}
