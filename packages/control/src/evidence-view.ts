import { hourBuckets } from '@partial-trust/core'
import type { Cell, CellKey, Metrics } from '@partial-trust/core'
import { cellWidth, encodeKey, windowStart } from './cell-codec.js'

/**
 * What the store holds of one corridor, as last read. The store puts old buckets together: whoever read those
 * before lets go of them when the window arrives that stands for all of them.
 */
export class EvidenceView implements Metrics {
  readonly #cells = new Map<string, Cell>()
  /** Names of those, by the hour and all else that they have in common: what may be put together one day. */
  readonly #hours = new Map<string, Set<string>>()

  get cells(): ReadonlyMap<string, Cell> {
    return this.#cells
  }

  /** Takes cells in their newest state. */
  take(page: Metrics): void {
    for (const cell of page.cells.values()) this.#put(cell)
  }

  #put(cell: Cell): void {
    const name = encodeKey(cell.key)
    const hour = hourOf(cell.key)
    const names = this.#hours.get(hour) ?? new Set<string>()
    this.#hours.set(hour, names)
    const width = cellWidth(cell.key)
    if (width > 1) this.#standIn(cell.key, width, names)
    names.add(name)
    this.#cells.set(name, cell)
  }

  /** A window stands for every narrower one that lies in it. */
  #standIn({ bucket }: CellKey, width: number, names: Set<string>): void {
    if (bucket === null) return
    for (const name of names) {
      const key = this.#cells.get(name)?.key
      const at = key?.bucket ?? null
      if (key === undefined || at === null || cellWidth(key) >= width) continue
      if (at < bucket || at >= bucket + width) continue
      this.#cells.delete(name)
      names.delete(name)
    }
  }
}

function hourOf(key: CellKey): string {
  const { bucket } = key
  const hour = bucket === null ? null : windowStart(bucket, hourBuckets)
  return encodeKey({ ...key, instance: '', bucket: hour })
}
