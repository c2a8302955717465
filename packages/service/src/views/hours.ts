import { hourBuckets } from '@partial-trust/core'
import type { Cell, Metrics } from '@partial-trust/core'
import type { HourlyMetrics } from '@partial-trust/control'

/** The cells from the hour of a bucket on: who looks at a day does not go through a year. */
export function cellsFrom({ hours }: HourlyMetrics, first: number): Metrics {
  const cells = new Map<string, Cell>()
  for (const [hour, { cells: ofHour }] of hours) {
    if (hour + hourBuckets <= first) continue
    for (const [name, cell] of ofHour) cells.set(name, cell)
  }
  return { cells }
}

/** The first bucket in which anything was counted; null where nothing was. */
export function earliestBucket({ hours }: HourlyMetrics): number | null {
  const first = [...hours]
    .filter(([, { cells }]) => cells.size > 0)
    .reduce<[number, Metrics] | null>(
      (least, one) => (least === null || one[0] < least[0] ? one : least),
      null,
    )
  if (first === null) return null
  const buckets = [...first[1].cells.values()].map(({ key }) => key.bucket ?? Infinity)
  return Math.min(...buckets)
}

/** Remembers what an hour came to for as long as it is the same hour. */
export function remembered<Value>(reckon: (hour: Metrics) => Value): (hour: Metrics) => Value {
  const known = new WeakMap<Metrics, { readonly value: Value }>()
  return (hour) => {
    const found = known.get(hour) ?? { value: reckon(hour) }
    known.set(hour, found)
    return found.value
  }
}
