import { describe, expect, it } from 'vitest'
import { defaultPlan } from '../default-plan.js'
import type { Plan } from '../plan.js'
import type { Scenario } from './scenario.js'
import { rateAt } from './scenario.js'
import { simulateRollout, type RolloutQuestion } from './simulate-rollout.js'
import { summarizeRuns, type SimulationSummary } from './summarize-runs.js'
import { binomial, poisson, sharedRate } from './variates.js'

/** mulberry32, here for tests only: the core has no chance of its own. */
function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const short: Plan = {
  ...defaultPlan,
  stages: [
    { ...defaultPlan.stages[0], min_days: 0.5, max_days: 6 },
    {
      ...(defaultPlan.stages[1] ?? defaultPlan.stages[0]),
      min_days: 0.5,
      max_days: 6,
    },
  ],
}

function simulate(
  scenario: Scenario,
  runs = 12,
  more: Partial<RolloutQuestion> = {},
): SimulationSummary {
  const question: RolloutQuestion = {
    plan: short,
    scenario,
    metric: 'attempt_error',
    decisionsPerDay: 40_000,
    windowMinutes: 30,
    longestDays: 30,
    ...more,
  }
  return summarizeRuns(
    short,
    Array.from({ length: runs }, (_, i) => simulateRollout(question, seeded(i + 1))),
  )
}

describe('a simulated rollout', () => {
  it('promotes a healthy candidate through every stage', () => {
    const summary = simulate({ kind: 'constant', rate: 0.005 })
    expect(summary).toMatchObject({ completed: 1, stopped: 0, wrong_promotion: 0, wrong_stop: 0 })
    expect(summary.stages.map(({ reached }) => reached)).toEqual([1, 1])
    expect(summary.detection_days).toBeNull()
  })

  it('stops one that fails too often, soon, and says after how many decisions', () => {
    const summary = simulate({ kind: 'constant', rate: 0.3 })
    expect(summary).toMatchObject({ stopped: 1, wrong_stop: 0, wrong_promotion: 0 })
    expect(summary.detection_sampled?.mean).toBeLessThan(100)
    expect(summary.harmed?.mean).toBeGreaterThan(1)
  })

  it('leaves undecided what lies between the thresholds, for a person', () => {
    const summary = simulate({ kind: 'constant', rate: 0.07 }, 4)
    expect(summary.undecided).toBe(1)
    expect(summary.stages[0]?.undecided).toBe(1)
  })

  it('notices a sudden regression after a healthy start', () => {
    const summary = simulate({ kind: 'sudden', rate: 0.01, to: 0.5, day: 0.4 })
    expect(summary.stopped).toBe(1)
    expect(summary.detection_days?.p95).toBeLessThan(0.4)
  })

  it('gives the same answer for the same chance', () => {
    const scenario: Scenario = { kind: 'bursts', rate: 0.02, correlation: 0.2 }
    expect(simulate(scenario, 3)).toEqual(simulate(scenario, 3))
  })

  it('accounts for every run on every day', () => {
    const summary = simulate({ kind: 'drift', rate: 0.01, to: 0.2, day: 1, days: 2 }, 6)
    for (const { shares } of summary.timeline) {
      expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12)
    }
    expect(summary.completed + summary.stopped + summary.undecided).toBeCloseTo(1, 12)
  })
})

describe('scenarios', () => {
  it('move the rate as their names say', () => {
    const drift: Scenario = { kind: 'drift', rate: 0.1, to: 0.3, day: 2, days: 4 }
    expect([0, 2, 4, 6, 9].map((day) => rateAt(drift, day))).toEqual([
      0.1,
      0.1,
      expect.closeTo(0.2, 12),
      expect.closeTo(0.3, 12),
      expect.closeTo(0.3, 12),
    ])
    const outage: Scenario = { kind: 'outage', rate: 0.1, to: 1, day: 1, hours: 12 }
    expect([0.9, 1, 1.49, 1.5].map((day) => rateAt(outage, day))).toEqual([0.1, 1, 1, 0.1])
  })
})

describe('variates', () => {
  const chance = seeded(7)
  it.each([
    ['poisson, small', () => poisson(0.3, chance), 0.3],
    ['poisson, large', () => poisson(500, chance), 500],
    ['binomial, small', () => binomial(10, 0.2, chance), 2],
    ['binomial, rare in many', () => binomial(5000, 0.002, chance), 10],
    ['binomial, large', () => binomial(1000, 0.7, chance), 700],
    ['shared rate', () => sharedRate(0.05, 0.3, chance), 0.05],
  ])('have the right mean: %s', (_, draw, expected) => {
    expect(mean(draw) / expected).toBeCloseTo(1, 0)
    expect(Math.abs(mean(draw) / expected - 1)).toBeLessThan(0.12)
  })
})

function mean(draw: () => number): number {
  return Array.from({ length: 4000 }, draw).reduce((sum, value) => sum + value, 0) / 4000
}
