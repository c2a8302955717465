import { hourBuckets, isOfKind, KeptCell } from '@partial-trust/core'
import type { Cell, CellKey, Metrics } from '@partial-trust/core'
import { cellWidth, encodeKey, windowStart } from './cell-codec.js'
import type { HourlyMetrics } from './hourly-metrics.js'

/**
 * What the store holds of one corridor, as last read. The store puts old buckets together: whoever read those
 * before lets go of them when the window arrives that stands for all of them.
 */
export class EvidenceView implements HourlyMetrics {
  readonly #cells = new Map<string, Cell>()
  readonly #hours = new Map<number, { readonly cells: Map<string, Cell> }>()

  get cells(): ReadonlyMap<string, Cell> {
    return this.#cells
  }

  get hours(): ReadonlyMap<number, Metrics> {
    return this.#hours
  }

  /** Takes cells in their newest state. */
  take(page: Metrics): void {
    for (const cell of page.cells.values()) this.#put(KeptCell.of(cell))
  }

  #put(cell: Cell): void {
    const name = encodeKey(cell.key)
    const width = cellWidth(cell.key)
    if (width > 1) this.#standIn(cell.key, width)
    this.#cells.set(name, cell)
    this.#changedHour(cell.key)?.set(name, cell)
  }

  /** The cells of an hour that is another from now on. */
  #changedHour({ bucket }: CellKey): Map<string, Cell> | null {
    if (bucket === null) return null
    const start = windowStart(bucket, hourBuckets)
    const cells = this.#hours.get(start)?.cells ?? new Map<string, Cell>()
    this.#hours.set(start, { cells })
    return cells
  }

  /** A window stands for every narrower one that lies in it: all of those are of its hour. */
  #standIn(window: CellKey, width: number): void {
    const { bucket } = window
    if (bucket === null) return
    const ofHour = this.#hours.get(windowStart(bucket, hourBuckets))?.cells ?? []
    for (const [name, { key }] of ofHour) {
      const at = key.bucket ?? -Infinity
      if (at < bucket || at >= bucket + width || cellWidth(key) >= width) continue
      if (!isOfKind(key, window)) continue
      this.#cells.delete(name)
      this.#changedHour(key)?.delete(name)
    }
  }
}
