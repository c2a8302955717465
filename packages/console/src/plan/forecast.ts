import type { Plan, RateMetric, RolloutQuestion, SimulationSummary } from '@partial-trust/core'

/** What the viewer supposes. */
export type Supposition = {
  readonly plan: Plan
  /** Decisions a day that reach the draw. */
  readonly decisionsPerDay: number
  /** The metric that is worse than it should be, or is not. */
  readonly metric: RateMetric
  /** Its true rate, 0 to 1. */
  readonly rate: number
  /** True rate of every other metric, 0 to 1. */
  readonly others: number
}

export type Forecast = {
  readonly summary: SimulationSummary
  /** Runs there will be. */
  readonly of: number
}

/** Windows of one run at most: a plan in fast motion has windows of seconds and days to run. */
const mostWindows = 4000

/** The question as the core's simulation puts it. */
export function questionOf(supposed: Supposition): RolloutQuestion {
  const { plan, metric, rate, others, decisionsPerDay } = supposed
  const longestDays = plan.stages.reduce((sum, { max_days: days }) => sum + days, 0)
  return {
    plan: { ...plan, expect: { ...plan.expect, event_rate: others } },
    scenario: { kind: 'constant', rate },
    metric,
    decisionsPerDay,
    windowMinutes: Math.max(plan.bursts.window_minutes, (longestDays * 1440) / mostWindows),
    longestDays,
  }
}

/** mulberry32: the same supposition gives the same forecast. */
export function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}
