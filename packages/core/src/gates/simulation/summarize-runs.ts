import type { Plan } from '../plan.js'
import type { RolloutRun, StagePassage } from './simulate-rollout.js'

/** Mean and quantiles of what was seen; null of nothing. */
export type Spread = {
  readonly mean: number
  readonly p5: number
  readonly p50: number
  readonly p95: number
}

export type StageSummary = {
  readonly stage: string
  /** Share of the runs that came to the stage; the rest are shares of these. */
  readonly reached: number
  readonly go: number
  readonly no_go: number
  readonly undecided: number
  readonly days: Spread | null
  readonly sampled: Spread | null
}

export type SimulationSummary = {
  readonly runs: number
  readonly stages: readonly StageSummary[]
  /** Shares of the runs. */
  readonly completed: number
  readonly stopped: number
  readonly undecided: number
  readonly wrong_promotion: number
  readonly wrong_stop: number
  /** Of the runs that were rightly stopped. */
  readonly detection_days: Spread | null
  readonly detection_sampled: Spread | null
  /** Sampled decisions of live stages with the event. */
  readonly harmed: Spread | null
  /** For each quarter of a day: share of the runs in each stage, by the plan's order, then completed, stopped, undecided. */
  readonly timeline: readonly { readonly day: number; readonly shares: readonly number[] }[]
}

export function summarizeRuns(plan: Plan, runs: readonly RolloutRun[]): SimulationSummary {
  const share = (test: (run: RolloutRun) => boolean): number =>
    runs.length === 0 ? 0 : runs.filter(test).length / runs.length
  const delays = runs.flatMap(({ delay }) => (delay === null ? [] : [delay]))
  const stages = plan.stages.map(({ name }) => summarizeStage(name, runs))
  return {
    runs: runs.length,
    stages,
    completed: share((run) => outcomeOf(plan, run) === 'completed'),
    stopped: share((run) => outcomeOf(plan, run) === 'stopped'),
    undecided: share((run) => outcomeOf(plan, run) === 'undecided'),
    wrong_promotion: share(({ passages }) => passages.some(({ wrongPromotion }) => wrongPromotion)),
    wrong_stop: share(({ passages }) => passages.some(({ wrongStop }) => wrongStop)),
    detection_days: spreadOf(delays.map(({ days }) => days)),
    detection_sampled: spreadOf(delays.map(({ sampled }) => sampled)),
    harmed: spreadOf(runs.map(({ harmed }) => harmed)),
    timeline: timelineOf(plan, runs),
  }
}

export const outcomes = ['completed', 'stopped', 'undecided'] as const

function outcomeOf(plan: Plan, { passages }: RolloutRun): (typeof outcomes)[number] {
  const last = passages.at(-1)
  if (last?.ended === 'NO_GO') return 'stopped'
  return last?.ended === 'GO' && passages.length === plan.stages.length ? 'completed' : 'undecided'
}

function summarizeStage(name: string, runs: readonly RolloutRun[]): StageSummary {
  const passages = runs.flatMap((run) => run.passages.filter(({ stage }) => stage === name))
  const ended = (how: StagePassage['ended']): number =>
    passages.length === 0
      ? 0
      : passages.filter((passage) => passage.ended === how).length / passages.length
  return {
    stage: name,
    reached: runs.length === 0 ? 0 : passages.length / runs.length,
    go: ended('GO'),
    no_go: ended('NO_GO'),
    undecided: ended('undecided'),
    days: spreadOf(passages.map(({ days }) => days)),
    sampled: spreadOf(passages.map(({ sampled }) => sampled)),
  }
}

const daysPerPoint = 0.25

/** Where the runs stand, every six hours. */
function timelineOf(plan: Plan, runs: readonly RolloutRun[]): SimulationSummary['timeline'] {
  const longest = Math.max(
    0,
    ...runs.map(({ passages }) => {
      const last = passages.at(-1)
      return last === undefined ? 0 : last.fromDay + last.days
    }),
  )
  const states = [...plan.stages.map(({ name }) => name), ...outcomes]
  const points = Math.ceil(longest / daysPerPoint) + 1
  return Array.from({ length: points }, (_, point) => {
    const day = point * daysPerPoint
    const counts = states.map(() => 0)
    for (const run of runs) {
      const here = run.passages.find(({ fromDay, days }) => day >= fromDay && day < fromDay + days)
      const state = here?.stage ?? outcomeOf(plan, run)
      const index = states.indexOf(state)
      counts[index] = (counts[index] ?? 0) + 1
    }
    return { day, shares: counts.map((count) => count / Math.max(1, runs.length)) }
  })
}

function spreadOf(values: readonly number[]): Spread | null {
  if (values.length === 0) return null
  const sorted = values.toSorted((a, b) => a - b)
  const at = (share: number): number => sorted[Math.floor((sorted.length - 1) * share)] ?? 0
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return { mean, p5: at(0.05), p50: at(0.5), p95: at(0.95) }
}
