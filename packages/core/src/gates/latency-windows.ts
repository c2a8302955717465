import type { Bucket, LatencyCounts } from '../metrics/index.js'

/** How long the attempts of one stretch of time took. */
export type LatencyWindow = { readonly startMs: number; readonly counts: LatencyCounts }

/** Buckets in any order put together into wider windows, in time order. */
export function latencyWindows(
  buckets: readonly Bucket[],
  windowMs: number,
): readonly LatencyWindow[] {
  const windows = new Map<number, Sums>()
  for (const { startMs, counts } of buckets) {
    if (counts.attempts === 0) continue
    const start = Math.floor(startMs / windowMs) * windowMs
    const sums = windows.get(start)
    if (sums === undefined) {
      const { attempts, timeouts, latency } = counts
      windows.set(start, { attempts, timeouts, latency: [...latency] })
      continue
    }
    sums.attempts += counts.attempts
    sums.timeouts += counts.timeouts
    const { latency } = counts
    for (let bin = 0; bin < latency.length; bin += 1) {
      sums.latency[bin] = (sums.latency[bin] ?? 0) + (latency[bin] ?? 0)
    }
  }
  return [...windows]
    .map(([startMs, counts]) => ({ startMs, counts }))
    .toSorted((a, b) => a.startMs - b.startMs)
}

type Sums = { attempts: number; timeouts: number; latency: number[] }
