import type { LogTally } from './log-tally.js'

/** What of a tally is looked at, whichever build it is of. */
type Counted = {
  snapshot(): ReturnType<LogTally['snapshot']>
  readonly cohorts: readonly { readonly cohort: unknown }[]
  readonly cells: {
    cells(): Iterable<{
      readonly cohort: number
      readonly bucket: number | null
      readonly vector: Iterable<number>
    }>
  }
}

/** A tally without the order in which its parts were first met, and without the ids that it has seen. */
export function withoutOrder(tally: Counted): Readonly<Record<string, unknown>> {
  const { cohorts, cells, seen: _seen, latencies, ...rest } = tally.snapshot()
  return {
    ...rest,
    latencies: sorted(latencies),
    cohorts: sorted(cohorts.map((cohort) => ({ ...cohort, untimed: [...cohort.untimed] }))),
    cells: sorted(
      Array.from(tally.cells.cells(), ({ cohort, bucket, vector }) => [
        tally.cohorts[cohort]?.cohort,
        bucket,
        [...vector],
      ]),
    ),
    scale: cells.scale,
  }
}

/** In an order of their texts. */
export function sorted(list: Iterable<unknown>): readonly string[] {
  return Array.from(list, (entry) => JSON.stringify(entry)).toSorted()
}
