import type { Cell } from '@partial-trust/core'
import { decodeCell } from './cell-codec.js'
import { cellsAPage } from './evidence-store.js'
import type { EvidencePage } from './evidence-store.js'

export type PooledRow = { readonly key: string; readonly counts: string; readonly seq: number }

/**
 * Makes a page of rows in order of their `seq`. A page never ends between rows of one `seq`: who goes
 * on after it would not see the rest.
 *
 * @param rows At most {@link cellsAPage}.
 * @param all Every row of one `seq`.
 */
export async function evidencePage(
  rows: readonly PooledRow[],
  since: number,
  all: (seq: number) => readonly PooledRow[] | Promise<readonly PooledRow[]>,
): Promise<EvidencePage> {
  const last = rows.at(-1)?.seq ?? since
  const more = rows.length === cellsAPage
  const whole = more ? rows.filter(({ seq }) => seq < last) : rows
  const page = more && whole.length === 0 ? await all(last) : whole
  const cells = new Map<string, Cell>()
  for (const row of page) cells.set(row.key, decodeCell(row))
  return { metrics: { cells }, upTo: page.at(-1)?.seq ?? since, more }
}
