import type { Boundary } from './boundary.ts'

export type Stopping = {
  /** Chance of stopping within the horizon. */
  readonly probability: number
  /** Mean decisions to the stop, given that it comes. */
  readonly mean: number
}

/** Exact behaviour of a boundary against independent decisions at `rate`: no chance, no seed. */
export function stoppingOf({ direction, at }: Boundary, rate: number): Stopping {
  const horizon = at.length - 1
  let going = new Float64Array(horizon + 2)
  going[0] = 1
  let [low, high] = [0, 0]
  let [probability, sum] = [0, 0]
  for (let n = 1; n <= horizon && high >= low; n++) {
    high += 1
    for (let s = high; s >= low; s--) {
      const without = s < high ? (going[s] ?? 0) : 0
      const withOne = s > low ? (going[s - 1] ?? 0) : 0
      going[s] = without * (1 - rate) + withOne * rate
    }
    const edge = at[n] ?? Infinity
    let stopped = 0
    if (direction === 'above') {
      for (; high >= low && high >= edge; high--) stopped += going[high] ?? 0
    } else {
      for (; low <= high && low <= edge; low++) stopped += going[low] ?? 0
    }
    // What is less likely than this cannot be seen in any figure below.
    while (high > low && (going[high] ?? 0) < 1e-16) high -= 1
    while (low < high && (going[low] ?? 0) < 1e-16) low += 1
    probability += stopped
    sum += stopped * n
  }
  return { probability, mean: sum / probability }
}
