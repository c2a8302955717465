import { bucketMs, counterIndex } from '@partial-trust/core'
import type { CellKey, Counter, Metrics } from '@partial-trust/core'

/** Counters over time, one value a bucket of {@link bucketMs}. */
export type Columns = { readonly [name in Counter]?: Float64Array }

/** Buckets from `first` to before `end`. */
export type BucketRange = { readonly first: number; readonly end: number }

/**
 * Sums the named counters over all cells that `includes`, in one pass: a day is 8640 buckets, and
 * decisions wait while this runs.
 */
export function bucketColumns<Name extends Counter>(
  metrics: Metrics,
  names: readonly Name[],
  { first, end }: BucketRange,
  includes: (key: CellKey) => boolean = () => true,
): { readonly [name in Name]: Float64Array } {
  const length = Math.max(0, end - first)
  const columns = names.map((name) => ({
    name,
    index: counterIndex[name],
    values: new Float64Array(length),
  }))
  for (const { key, vector } of metrics.cells.values()) {
    const { bucket } = key
    if (bucket === null || bucket < first || bucket >= end || !includes(key)) continue
    for (const { index, values } of columns) {
      values[bucket - first] = (values[bucket - first] ?? 0) + (vector[index] ?? 0)
    }
  }
  const named: { [name in Counter]?: Float64Array } = {}
  for (const { name, values } of columns) named[name] = values
  if (!holdsAll(named, names)) throw new TypeError('a counter has no column')
  return named
}

function holdsAll<Name extends Counter>(
  named: Columns,
  names: readonly Name[],
): named is { readonly [name in Name]: Float64Array } {
  return names.every((name) => named[name] !== undefined)
}

/**
 * Counts every start that never got its record as a failed, late attempt, bucket by bucket, as the
 * gates do with sealed buckets.
 */
export function settleColumns(columns: {
  readonly started: Float64Array
  readonly attempts: Float64Array
  readonly errors: Float64Array
  readonly deadlineExceeded?: Float64Array
}): void {
  const { started, attempts, errors, deadlineExceeded } = columns
  for (const [index, begun] of started.entries()) {
    const lost = begun - (attempts[index] ?? 0)
    if (lost <= 0) continue
    attempts[index] = begun
    errors[index] = (errors[index] ?? 0) + lost
    if (deadlineExceeded !== undefined) {
      deadlineExceeded[index] = (deadlineExceeded[index] ?? 0) + lost
    }
  }
}

/** Sums over steps of `width` buckets each; the last may be shorter. */
export function inSteps(values: Float64Array, width: number): readonly number[] {
  const steps: number[] = []
  for (let from = 0; from < values.length; from += width) {
    let sum = 0
    for (let index = from; index < Math.min(values.length, from + width); index++) {
      sum += values[index] ?? 0
    }
    steps.push(sum)
  }
  return steps
}

/** The bucket a moment falls in. */
export function bucketOf(ms: number): number {
  return Math.floor(ms / bucketMs)
}
