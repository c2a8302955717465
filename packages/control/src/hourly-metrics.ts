import { hourBuckets } from '@partial-trust/core'
import type { Cell, Metrics } from '@partial-trust/core'
import { windowStart } from './cell-codec.js'

/**
 * Counts, and the same by the hour: under an hour's first bucket, its cells. Who looks again finds the same object for
 * an hour in which nothing changed, so what it came to need not be reckoned again. Cells without a time are in none.
 */
export type HourlyMetrics = Metrics & { readonly hours: ReadonlyMap<number, Metrics> }

/** For counts that are few: every hour is another object each time. */
export function byHour({ cells }: Metrics): HourlyMetrics {
  const hours = new Map<number, { readonly cells: Map<string, Cell> }>()
  for (const [name, cell] of cells) {
    const { bucket } = cell.key
    if (bucket === null) continue
    const start = windowStart(bucket, hourBuckets)
    const hour = hours.get(start) ?? { cells: new Map<string, Cell>() }
    hours.set(start, hour)
    hour.cells.set(name, cell)
  }
  return { cells, hours }
}
