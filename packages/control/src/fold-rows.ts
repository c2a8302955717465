import { addVector, cellSpan, emptyVector } from '@partial-trust/core'
import type { CellSpan } from '@partial-trust/core'
import { decodeCell, encodeKey, foldedKey } from './cell-codec.js'
import type { Counted } from './cell-codec.js'

/** A row that is put together with others, in a window of `target` buckets. */
export type FoldingRow = { readonly key: string; readonly counts: string; readonly target: number }

/** What a window's rows add to the rows that they are put together in, by those rows' keys. */
export function foldRows(rows: Iterable<FoldingRow>): ReadonlyMap<string, Counted> {
  const sums = new Map<string, Counted>()
  for (const row of rows) {
    const cell = decodeCell(row)
    const name = encodeKey(foldedKey(cell.key, row.target))
    const span = cellSpan(cell)
    const counted = { vector: cell.vector, ...(span === null ? {} : { span }) }
    sums.set(name, sumCounted(sums.get(name), counted))
  }
  return sums
}

/** Counts of decisions that are not the same, together. */
export function sumCounted(known: Counted | undefined, more: Counted): Counted {
  const vector = known?.vector.slice() ?? emptyVector()
  addVector(vector, more.vector)
  const span = wider(known?.span, more.span)
  return span === undefined ? { vector } : { vector, span }
}

function wider(a: CellSpan | undefined, b: CellSpan | undefined): CellSpan | undefined {
  if (a === undefined || b === undefined) return a ?? b
  const asked = [a.asked, b.asked].filter((one) => one !== null)
  return {
    last: Math.max(a.last, b.last),
    asked:
      asked.length === 0
        ? null
        : {
            first: Math.min(...asked.map(({ first }) => first)),
            last: Math.max(...asked.map(({ last }) => last)),
          },
  }
}
