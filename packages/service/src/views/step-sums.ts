import {
  bucketMs,
  counterIndex,
  counterNames,
  hourBuckets,
  readBuckets,
  settleStarts,
} from '@partial-trust/core'
import type { CellKey, Counter, Metrics } from '@partial-trust/core'
import type { HourlyMetrics } from '@partial-trust/control'
import { remembered } from './hours.js'

/** Buckets from `first` to before `end`, in steps of `width`; the last may be shorter. */
export type Steps = { readonly first: number; readonly end: number; readonly width: number }

/** Which cells are summed; what is left out says nothing. */
export type Chosen = {
  readonly stage?: string | undefined
  /** The first bucket that counts. */
  readonly since?: number
  readonly epoch?: string | null | undefined
}

/**
 * Sums the named counters over all cells that are chosen, step by step; every start that never got its record
 * counts as a failed, late attempt, bucket by bucket, as it does for the gates. In wide steps an hour in which nothing
 * changed since the last time is not gone through again: a year has three million buckets.
 */
export function stepSums<Name extends Counter>(
  { hours }: HourlyMetrics,
  names: readonly Name[],
  { first, end, width }: Steps,
  chosen: Chosen = {},
): (name: Name) => readonly number[] {
  const length = Math.max(0, Math.ceil((end - first) / width))
  const sums = new Map(names.map((name) => [name, Array.from<number>({ length }).fill(0)]))
  const add = (bucket: number, count: (name: Name) => number): void => {
    const step = Math.floor((bucket - first) / width)
    for (const [name, values] of sums) values[step] = (values[step] ?? 0) + count(name)
  }
  const from = Math.max(first, chosen.since ?? first)
  const isWide = width % hourBuckets === 0 && first % hourBuckets === 0
  for (const [hour, cells] of hours) {
    const last = hour + hourBuckets
    if (last <= from || hour >= end) continue
    if (isWide && hour >= from && last <= end) {
      const whole = wholeHour(cells, chosen)
      add(hour, (name) => whole[counterIndex[name]] ?? 0)
    } else {
      for (const { startMs, counts } of readBuckets(cells, cutOut(from, end, chosen))) {
        const settled = settleStarts(counts)
        add(bucketOf(startMs), (name) => settled[name])
      }
    }
  }
  return (name) => sums.get(name) ?? []
}

const knownSums = remembered(() => new Map<string, readonly number[]>())

/** In the order of the counters. */
function wholeHour(cells: Metrics, { stage, epoch }: Chosen): readonly number[] {
  const known = knownSums(cells)
  const name = JSON.stringify([stage ?? [], epoch === undefined ? [] : epoch])
  const found = known.get(name) ?? sumOf(cells, { stage, epoch })
  known.set(name, found)
  return found
}

function sumOf(cells: Metrics, chosen: Chosen): readonly number[] {
  const settled = readBuckets(cells, cutOut(-Infinity, Infinity, chosen)).map(({ counts }) =>
    settleStarts(counts),
  )
  return counterNames.map((name) => settled.reduce((sum, counts) => sum + counts[name], 0))
}

function cutOut(from: number, end: number, { stage, epoch }: Chosen): (key: CellKey) => boolean {
  return (key) =>
    key.bucket !== null &&
    key.bucket >= from &&
    key.bucket < end &&
    (stage === undefined || key.stage === stage) &&
    (epoch === undefined || key.epoch === epoch)
}

/** The bucket a moment falls in. */
export function bucketOf(ms: number): number {
  return Math.floor(ms / bucketMs)
}
