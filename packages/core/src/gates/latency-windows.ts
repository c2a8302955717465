import type { LatencyCounts } from '../metrics/index.js'

/** How long the attempts of one stretch of time took. */
export type LatencyWindow = { readonly startMs: number; readonly counts: LatencyCounts }

/** Windows in any order, buckets among them, put together into wider ones, in time order. */
export function latencyWindows(
  parts: readonly LatencyWindow[],
  windowMs: number,
): readonly LatencyWindow[] {
  const windows: LatencyWindow[] = []
  /** The last of them, where it is several parts put together: one by itself is read where it stands. */
  let open: OwnCounts | null = null
  for (const part of parts) {
    const { startMs, counts } = part
    if (counts.attempts === 0) continue
    const start = Math.floor(startMs / windowMs) * windowMs
    const last = windows.at(-1)
    if (last !== undefined && start < last.startMs) return outOfOrder(parts, windowMs)
    if (last?.startMs === start) {
      open ??= copyOf(last.counts)
      windows[windows.length - 1] = { startMs: start, counts: add(open, counts) }
    } else {
      windows.push(startMs === start ? part : { startMs: start, counts })
      open = null
    }
  }
  return windows
}

function outOfOrder(parts: readonly LatencyWindow[], windowMs: number): readonly LatencyWindow[] {
  const startOf = ({ startMs }: LatencyWindow): number => Math.floor(startMs / windowMs)
  return latencyWindows(
    parts.toSorted((a, b) => startOf(a) - startOf(b)),
    windowMs,
  )
}

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
