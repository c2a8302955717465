import type { LatencyCounts } from '../metrics/index.js'

/** How long the attempts of one stretch of time took. */
export type LatencyWindow = { readonly startMs: number; readonly counts: LatencyCounts }

/** Windows in any order, buckets among them, put together into wider ones, in time order. */
export function latencyWindows(
  parts: readonly LatencyWindow[],
  windowMs: number,
): readonly LatencyWindow[] {
  const windows = new Map<number, Sums>()
  for (const { startMs, counts } of parts) {
    if (counts.attempts === 0) continue
    const start = Math.floor(startMs / windowMs) * windowMs
    const known = windows.get(start)
    if (known === undefined) windows.set(start, { counts, own: null })
    else known.counts = known.own = add((known.own ??= copyOf(known.counts)), counts)
  }
  return [...windows]
    .map(([startMs, { counts }]) => ({ startMs, counts }))
    .toSorted((a, b) => a.startMs - b.startMs)
}

/** A window of a single part is read where it stands. */
type Sums = { counts: LatencyCounts; own: OwnCounts | null }

type OwnCounts = { attempts: number; timeouts: number; readonly latency: number[] }

function copyOf({ attempts, timeouts, latency }: LatencyCounts): OwnCounts {
  return { attempts, timeouts, latency: [...latency] }
}

function add(sums: OwnCounts, counts: LatencyCounts): OwnCounts {
  sums.attempts += counts.attempts
  sums.timeouts += counts.timeouts
  for (const [bin, count] of counts.latency.entries()) {
    sums.latency[bin] = (sums.latency[bin] ?? 0) + count
  }
  return sums
}
