import type { Cell } from '@partial-trust/core'
import { decodeCell } from './cell-codec.js'
import { cellsAPage } from './evidence-store.js'
import type { EvidencePage } from './evidence-store.js'

export type PooledRow = { readonly key: string; readonly counts: string; readonly seq: number }

/** Changes of counts, in order: later ones are higher, in a store that was set back too, unless clocks were. */
export function seqAfter(last: number, nowMs: number): number {
  return Math.max(last + 1, Math.floor(nowMs))
}

/** The `seq` that all rows of a full page have, so that its rows do not fit into one; null for any other page. */
export function crowdedSeq(rows: readonly PooledRow[]): number | null {
  const [first, last] = [rows[0], rows.at(-1)]
  return rows.length === cellsAPage && first?.seq === last?.seq ? (last?.seq ?? null) : null
}

/**
 * Makes a page of rows in order of their `seq`. A page never ends between rows of one `seq`: who goes
 * on after it would not see the rest.
 *
 * @param read At most {@link cellsAPage} rows, and the past they belong to.
 * @param whole Every row of {@link crowdedSeq}, where there is one.
 * @throws {TypeError} for a row that does not read.
 */
export function evidencePage(
  { rows, past }: { readonly rows: readonly PooledRow[]; readonly past: string },
  since: number,
  whole: readonly PooledRow[] | null,
): EvidencePage {
  const more = rows.length === cellsAPage
  const last = rows.at(-1)?.seq ?? since
  const page = whole ?? (more ? rows.filter(({ seq }) => seq < last) : rows)
  const cells = new Map<string, Cell>()
  for (const row of page) cells.set(row.key, decodeCell(row))
  return { metrics: { cells }, upTo: page.at(-1)?.seq ?? since, more, past }
}
