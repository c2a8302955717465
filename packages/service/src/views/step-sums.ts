import { bucketMs, readBuckets, settleStarts } from '@partial-trust/core'
import type { CellKey, Counter, Metrics } from '@partial-trust/core'

/** Buckets from `first` to before `end`, in steps of `width`; the last may be shorter. */
export type Steps = { readonly first: number; readonly end: number; readonly width: number }

/**
 * Sums the named counters over all cells that `includes`, step by step; every start that never got its record
 * counts as a failed, late attempt, bucket by bucket, as it does for the gates. Takes memory for the steps
 * alone: a year has three million buckets.
 */
export function stepSums<Name extends Counter>(
  metrics: Metrics,
  names: readonly Name[],
  { first, end, width }: Steps,
  includes: (key: CellKey) => boolean = () => true,
): (name: Name) => readonly number[] {
  const length = Math.max(0, Math.ceil((end - first) / width))
  const sums = new Map<Counter, number[]>(
    names.map((name) => [name, Array.from<number>({ length }).fill(0)]),
  )
  const inRange = (key: CellKey): boolean => {
    const { bucket } = key
    return bucket !== null && bucket >= first && bucket < end && includes(key)
  }
  for (const { startMs, counts } of readBuckets(metrics, inRange)) {
    const settled = settleStarts(counts)
    const step = Math.floor((bucketOf(startMs) - first) / width)
    for (const [name, values] of sums) values[step] = (values[step] ?? 0) + settled[name]
  }
  return (name) => sums.get(name) ?? []
}

/** The bucket a moment falls in. */
export function bucketOf(ms: number): number {
  return Math.floor(ms / bucketMs)
}
