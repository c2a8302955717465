import type { RateMetric } from '../../metrics/index.js'

/** A number in [0, 1), new at every call. Chance arrives from outside. */
export type Chance = () => number

/** How the true rate of one metric moves over the rollout. Days count from its start. */
export type Scenario =
  /** The same rate all along. */
  | { readonly kind: 'constant'; readonly rate: number }
  /** Healthy until a day, then bad for good. */
  | { readonly kind: 'sudden'; readonly rate: number; readonly to: number; readonly day: number }
  /** Healthy until a day, then worse by the same amount every day for `days`. */
  | {
      readonly kind: 'drift'
      readonly rate: number
      readonly to: number
      readonly day: number
      readonly days: number
    }
  /** The same mean rate, but failures share windows: intra-window correlation 0 to 1. */
  | { readonly kind: 'bursts'; readonly rate: number; readonly correlation: number }
  /** Everything fails for some hours, then it is as before. */
  | {
      readonly kind: 'outage'
      readonly rate: number
      readonly to: number
      readonly day: number
      readonly hours: number
    }

export const scenarioKinds = ['constant', 'sudden', 'drift', 'bursts', 'outage'] as const

/** The metric that a scenario is about; the others stay at the plan's expectations. */
export type ScenarioMetric = RateMetric

/** The mean event rate at a moment. */
export function rateAt(scenario: Scenario, day: number): number {
  switch (scenario.kind) {
    case 'constant':
    case 'bursts':
      return scenario.rate
    case 'sudden':
      return day < scenario.day ? scenario.rate : scenario.to
    case 'drift': {
      const share = Math.min(1, Math.max(0, (day - scenario.day) / scenario.days))
      return scenario.rate + share * (scenario.to - scenario.rate)
    }
    case 'outage':
      return day >= scenario.day && day < scenario.day + scenario.hours / 24
        ? scenario.to
        : scenario.rate
  }
}
