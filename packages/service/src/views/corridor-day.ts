import {
  bucketMs,
  counterIndex,
  latencyBoundsOf,
  planDefaults,
  readMetrics,
} from '@partial-trust/core'
import type { CellKey, Counter, Counts } from '@partial-trust/core'
import type { HourlyMetrics } from '@partial-trust/control'
import { cellsFrom, earliestBucket } from './hours.js'
import { bucketOf, stepSums } from './step-sums.js'
import type { CorridorSummary, CountsView, LatencyView, TrendView } from '../view-types/index.js'

const dayMs = 86_400_000
/** As many as a table's cell can show. */
const trendSteps = 48

/** A corridor's counts of the last 24 hours. */
export function corridorDay(counts: HourlyMetrics, nowMs: number): Counts {
  return readMetrics(cellsFrom(counts, dayStart(nowMs)), ofDay(nowMs))
}

/** Bounds on the latency of those. */
export function dayQuantiles(counts: HourlyMetrics, nowMs: number): LatencyView['quantiles'] {
  return latencyBoundsOf(cellsFrom(counts, dayStart(nowMs)), ofDay(nowMs), {
    alpha: 0.05,
    windowMs: planDefaults.bursts.window_minutes * 60_000,
    untilMs: nowMs,
  })
}

function dayStart(nowMs: number): number {
  return bucketOf(nowMs - dayMs)
}

function ofDay(nowMs: number): (key: CellKey) => boolean {
  const since = dayStart(nowMs)
  return ({ bucket }) => bucket !== null && bucket >= since
}

export function countsView(counts: Counts): CountsView {
  return {
    eligible: counts.eligible,
    sampled: counts.sampled,
    attempts: counts.attempts,
    judged: counts.judged,
    errors: counts.errors,
    timeouts: counts.timeouts,
    accepted: counts.accepted,
    compared: counts.compared,
    intent_mismatch: counts.intentMismatch,
    entity_key_mismatch: counts.entityKeyMismatch,
    metered: counts.metered,
    input_tokens: counts.inputTokens,
    output_tokens: counts.outputTokens,
    waits: counts.waits,
    waited_ms: counts.waitedMs,
  }
}

/**
 * Every decision of the last 24 hours, all processes, and those that were the LLM's. Cells of versions that
 * did not count every decision are left out whole: a share of some of them would flatter.
 */
export function dayAnswers(counts: HourlyMetrics, nowMs: number): CorridorSummary['answers'] {
  const { cells } = cellsFrom(counts, dayStart(nowMs))
  const isOfDay = ofDay(nowMs)
  let [total, byLlm] = [0, 0]
  for (const { key, vector } of cells.values()) {
    const count = (counter: Counter): number => vector[counterIndex[counter]] ?? 0
    if (!isOfDay(key) || count('decided') < count('eligible')) continue
    total += count('decided')
    if (key.mode === 'live') byLlm += count('accepted')
  }
  return { total, by_llm: byLlm }
}

/** In half hours; in a corridor's first hours finer, so that there is something to see. */
export function trend(counts: HourlyMetrics, nowMs: number): TrendView {
  const end = bucketOf(nowMs)
  const earliest = Math.min(end, earliestBucket(counts) ?? end)
  const first = Math.max(earliest, end - dayMs / bucketMs)
  const width = Math.max(1, Math.ceil((end - first) / trendSteps))
  const steps = stepSums(counts, ['attempts', 'errors'], { first, end, width })
  return {
    from: new Date(first * bucketMs).toISOString(),
    step_ms: width * bucketMs,
    s: steps('errors'),
    n: steps('attempts'),
  }
}
