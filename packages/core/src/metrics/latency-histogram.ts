/**
 * Upper edges, in milliseconds, of the fixed latency bins: bin `i` holds what is above edge `i - 1`
 * and at most edge `i`; one more bin holds everything above the last. Fixed, so that histograms of
 * any two processes add up; the usual deadlines are edges, so that counting what exceeds them is
 * exact. Recorded in snapshots and summaries: never change an edge.
 */
export const latencyEdges = [
  1, 2, 5, 10, 15, 20, 30, 40, 50, 75, 100, 125, 150, 175, 200, 250, 300, 350, 400, 500, 600, 750,
  800, 1000, 1250, 1500, 2000, 2500, 3000, 4000, 5000, 7500, 10_000, 15_000, 20_000, 30_000, 45_000,
  60_000,
] as const

/** Bins of a histogram, the open one above the last edge included. */
export const latencyBins: number = latencyEdges.length + 1

/** The bin a latency falls in. */
export function latencyBin(latencyMs: number): number {
  let low = 0
  let high: number = latencyEdges.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (latencyMs <= (latencyEdges[middle] ?? Number.POSITIVE_INFINITY)) high = middle
    else low = middle + 1
  }
  return low
}

export type Exceeding =
  /** `limitMs` is an edge, so `count` is exact. */
  | { readonly kind: 'exact'; readonly count: number }
  /** `limitMs` lies inside a bin: the truth is between `least` and `most`. */
  | { readonly kind: 'between'; readonly least: number; readonly most: number }

/** How many of the latencies counted in `bins` are above `limitMs`. */
export function countAbove(bins: readonly number[], limitMs: number): Exceeding {
  const bin = latencyBin(limitMs)
  let least = 0
  for (let i = bin + 1; i < bins.length; i += 1) least += bins[i] ?? 0
  if (latencyEdges[bin] === limitMs) return { kind: 'exact', count: least }
  const inside = bins[bin] ?? 0
  return inside === 0
    ? { kind: 'exact', count: least }
    : { kind: 'between', least, most: least + inside }
}
