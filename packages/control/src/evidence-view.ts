import { hourBuckets, KeptCell } from '@partial-trust/core'
import type { Cell, CellKey, Metrics } from '@partial-trust/core'
import { cellWidth, encodeKey, windowStart } from './cell-codec.js'
import type { HourlyMetrics } from './hourly-metrics.js'

/**
 * What the store holds of one corridor, as last read. The store puts old buckets together: whoever read those
 * before lets go of them when the window arrives that stands for all of them.
 */
export class EvidenceView implements HourlyMetrics {
  readonly #cells = new Map<string, Cell>()
  /** Names of those, by the hour and all else that they have in common: what may be put together one day. */
  readonly #alike = new Map<string, Set<string>>()
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
    const alike = likeness(cell.key)
    const names = this.#alike.get(alike) ?? new Set<string>()
    this.#alike.set(alike, names)
    const width = cellWidth(cell.key)
    if (width > 1) this.#standIn(cell.key, width, names)
    names.add(name)
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

  /** A window stands for every narrower one that lies in it. */
  #standIn({ bucket }: CellKey, width: number, names: Set<string>): void {
    if (bucket === null) return
    for (const name of names) {
      const key = this.#cells.get(name)?.key
      const at = key?.bucket ?? null
      if (key === undefined || at === null || cellWidth(key) >= width) continue
      if (at < bucket || at >= bucket + width) continue
      this.#cells.delete(name)
      this.#changedHour(key)?.delete(name)
      names.delete(name)
    }
  }
}

function likeness(key: CellKey): string {
  const { bucket } = key
  const hour = bucket === null ? null : windowStart(bucket, hourBuckets)
  return encodeKey({ ...key, instance: '', bucket: hour })
}
