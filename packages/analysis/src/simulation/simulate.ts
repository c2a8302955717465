import { setImmediate } from 'node:timers/promises'
import {
  simulateRollout,
  summarizeRuns,
  type Plan,
  type RolloutQuestion,
  type RolloutRun,
  type SimulationSummary,
} from '@partial-trust/core'
import { seededRandom } from '@partial-trust/testing'

export type SimulationQuestion = RolloutQuestion & {
  readonly runs: number
  readonly seed: number
}

/** What a simulation answers, as printed with --json: the assumptions first. */
export type Simulation = {
  readonly seed: number
  readonly decisions_per_day: number
  readonly metric: string
  readonly scenario: RolloutQuestion['scenario']
  readonly stages: readonly string[]
  /** False when it was interrupted before its last run. */
  readonly complete: boolean
  readonly summary: SimulationSummary
}

/** Runs rollouts one after the other; each depends on the seed and its number alone. */
export async function simulate(
  question: SimulationQuestion,
  {
    progress,
    signal,
  }: {
    readonly progress: (done: number) => void
    readonly signal: AbortSignal
  },
): Promise<Simulation> {
  const runs: RolloutRun[] = []
  while (runs.length < question.runs && !signal.aborted) {
    runs.push(simulateRollout(question, seededRandom(question.seed, runs.length)))
    progress(runs.length)
    await setImmediate() // so that Ctrl-C gets through
  }
  return {
    seed: question.seed,
    decisions_per_day: question.decisionsPerDay,
    metric: question.metric,
    scenario: question.scenario,
    stages: stageNames(question.plan),
    complete: runs.length === question.runs,
    summary: summarizeRuns(question.plan, runs),
  }
}

function stageNames({ stages }: Plan): readonly string[] {
  return stages.map(({ name }) => name)
}
