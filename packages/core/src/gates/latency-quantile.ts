import {
  latencyAbove,
  latencyEdges,
  readBuckets,
  type CellKey,
  type LatencyCounts,
  type Metrics,
} from '../metrics/index.js'
import { logLimit } from './bounds.js'
import type { BucketCount } from './bucket-count.js'
import { evidenceAbove, evidenceBelow } from './evidence.js'
import { goCounts, logGoEvidence, type GoCounts } from './go-evidence.js'
import { latencyWindows, type LatencyWindow } from './latency-windows.js'

/** One quantile of the latency with what is not ruled out, whenever one looks, as printed in JSON. Histogram edges. */
export type LatencyQuantile = {
  /** .95: the latency that 95 % of the attempts keep to. */
  readonly quantile: number
  /** The least edge that at most 1 - quantile of the attempts exceed; null: beyond every edge, or no attempt. */
  readonly estimate_ms: number | null
  readonly lower_ms: number
  /** Null: no edge is ruled out. `upper <= L` says the same as "the quantile is below L" where L is an edge. */
  readonly upper_ms: number | null
}

/** What is known of one edge: how many of `n` attempts exceeded it, and whether ln E that fewer than `p0` do reaches a limit. */
export type EdgeCounts = {
  readonly s: number
  readonly n: number
  readonly isBelow: (p0: number, limit: number) => boolean
}

/** The usual ones. */
export const latencyQuantiles = [0.5, 0.95, 0.99] as const

/**
 * A latency quantile's bounds, each at `alpha` (GATES 8; Howard and Ramdas 2022): one test for all edges and all
 * times. Timeouts exceed every edge.
 *
 * @param at Counts at an edge; more attempts exceed a lower edge, so half of them need not be looked at.
 */
export function quantileBounds(
  edges: readonly number[],
  at: (edgeMs: number) => EdgeCounts,
  quantile: number,
  alpha: number,
): LatencyQuantile {
  const p0 = Math.round((1 - quantile) * 1e12) / 1e12
  const limit = logLimit(alpha)
  const above = evidenceAbove(p0)
  const first = (holds: (edgeMs: number) => boolean): number => firstThat(edges, holds)
  const upper = first((edge) => at(edge).isBelow(p0, limit))
  // The greatest edge that is shown to be exceeded too often is the one before the first that is not.
  const lower = first((edge) => {
    const { s, n } = at(edge)
    return above(s, n) < limit
  })
  const estimate = first((edge) => {
    const { s, n } = at(edge)
    return n > 0 && s <= p0 * n
  })
  return {
    quantile,
    estimate_ms: edges[estimate] ?? null,
    lower_ms: edges[lower - 1] ?? 0,
    upper_ms: edges[upper] ?? null,
  }
}

export type LatencyQuestion = {
  /** Both sides together. */
  readonly alpha: number
  readonly windowMs: number
  /** Windows that end later can still grow. */
  readonly untilMs: number
}

/**
 * p50, p95 and p99 of a history as a GO reads it: over all attempts and over complete windows.
 *
 * @param windows Of any width that divides `windowMs`, buckets included.
 */
export function latencyBounds(
  windows: readonly LatencyWindow[],
  { alpha, windowMs, untilMs }: LatencyQuestion,
): readonly LatencyQuantile[] {
  const total = sumOf(windows)
  const known = new Map<number, EdgeCounts>()
  const at = (edgeMs: number): EdgeCounts => {
    // Every edge is one of the histogram's, so what exceeds it is known exactly.
    const { s, n } = latencyAbove(edgeMs, total)
    const seen = known.get(edgeMs) ?? edgeCounts(windows, edgeMs, { s, n, windowMs, untilMs })
    known.set(edgeMs, seen)
    return seen
  }
  return latencyQuantiles.map((quantile) => quantileBounds(latencyEdges, at, quantile, alpha / 2))
}

/** {@link latencyBounds} of the cells that `includes`. */
export function latencyBoundsOf(
  metrics: Metrics,
  includes: (key: CellKey) => boolean,
  question: LatencyQuestion,
): readonly LatencyQuantile[] {
  const buckets = readBuckets(metrics, includes)
  return latencyBounds(latencyWindows(buckets, question.windowMs), question)
}

function sumOf(windows: readonly LatencyWindow[]): LatencyCounts {
  let [attempts, timeouts] = [0, 0]
  const latency: number[] = []
  for (const { counts } of windows) {
    attempts += counts.attempts
    timeouts += counts.timeouts
    for (let bin = 0; bin < counts.latency.length; bin++) {
      latency[bin] = (latency[bin] ?? 0) + (counts.latency[bin] ?? 0)
    }
  }
  return { attempts, timeouts, latency }
}

type InAll = { readonly s: number; readonly n: number } & Pick<
  LatencyQuestion,
  'windowMs' | 'untilMs'
>

function edgeCounts(
  windows: readonly LatencyWindow[],
  edgeMs: number,
  { s, n, windowMs, untilMs }: InAll,
): EdgeCounts {
  let counts: GoCounts | null = null
  const isBelow = (p0: number, limit: number): boolean => {
    // What the decisions do not show need not be asked of the windows, which cost more.
    if (evidenceBelow(p0)(s, n) < limit) return false
    counts ??= goCounts(countedAt(windows, edgeMs), windowMs, untilMs)
    return logGoEvidence(counts, p0) >= limit
  }
  return { s, n, isBelow }
}

function countedAt(windows: readonly LatencyWindow[], edgeMs: number): readonly BucketCount[] {
  return windows.map(({ startMs, counts }) => {
    const { s, n } = latencyAbove(edgeMs, counts)
    return { startMs, s, n }
  })
}

/** Index of the first edge that holds, all later ones holding too; their number where none does. */
function firstThat(edges: readonly number[], holds: (edgeMs: number) => boolean): number {
  let [low, high] = [0, edges.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (holds(edges[middle] ?? Infinity)) high = middle
    else low = middle + 1
  }
  return low
}
