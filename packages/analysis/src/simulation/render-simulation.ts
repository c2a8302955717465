import type { SimulationSummary, Spread } from '@partial-trust/core'
import { percent, table } from '../verdict/index.js'
import type { Simulation } from './simulate.js'

/** A simulation for a person at a terminal. */
export function renderSimulation(simulation: Simulation): string {
  const { complete, decisions_per_day: traffic, seed, summary } = simulation
  return [
    `${summary.runs} simulated rollouts${complete ? '' : ' (interrupted)'}, seed ${seed}, ${traffic} decisions a day`,
    `  ${scenarioPhrase(simulation)}`,
    '',
    ...table([stageHeads, ...stageCells(summary)]),
    '',
    ...table(figures(summary).map(([name, value]) => [name, value])),
    '',
  ].join('\n')
}

export const stageHeads = ['stage', 'reached', 'GO', 'NO_GO', 'undecided', 'days', 'sampled']

export function stageCells({ runs, stages }: SimulationSummary): readonly (readonly string[])[] {
  return stages.map((stage) => [
    stage.stage,
    withError(stage.reached, runs),
    withError(stage.go, runs * stage.reached),
    withError(stage.no_go, runs * stage.reached),
    withError(stage.undecided, runs * stage.reached),
    spread(stage.days),
    spread(stage.sampled),
  ])
}

/** The figures an operator asks for, by name. */
export function figures(
  summary: SimulationSummary,
): readonly (readonly [name: string, value: string])[] {
  return [
    ['rollout completed', withError(summary.completed, summary.runs)],
    ['stopped by NO_GO', withError(summary.stopped, summary.runs)],
    ['left undecided', withError(summary.undecided, summary.runs)],
    ['wrong promotion', atMost(summary.wrong_promotion, summary.runs)],
    ['wrong stop', atMost(summary.wrong_stop, summary.runs)],
    ['detection delay, days', spread(summary.detection_days)],
    ['detection delay, sampled decisions', spread(summary.detection_sampled)],
    ['bad decisions among the sampled', spread(summary.harmed)],
  ]
}

/** What the figures mean, in sentences. */
export const simulationWords: readonly string[] = [
  'x (a to b): the mean, and what the middle 90 % of the runs lie between. 0 % (below x): no run of these; the truth may be anything below, at 95 %.',
  '± is one standard error of a share of so many runs, in percent points.',
  'Wrong promotion: a GO although the true rate was then at or above what GO promises.',
  'Wrong stop: a NO_GO although the true rate never rose above what NO_GO tolerates in that stage.',
  'Detection delay: from the first moment above a NO_GO threshold to the NO_GO, in runs that were rightly stopped.',
  'Bad decisions: sampled decisions of live stages with the event. A failed or late candidate is one of them, though its caller got the baseline.',
]

/** What was assumed, in words. */
export function scenarioPhrase({ metric, scenario }: Simulation): string {
  const healthy = `${metric} at ${percent(scenario.rate)}`
  switch (scenario.kind) {
    case 'constant':
      return `constant: ${healthy} all along`
    case 'sudden':
      return `sudden: ${healthy}, ${percent(scenario.to)} from day ${scenario.day} on`
    case 'drift':
      return `drift: ${healthy}, rising to ${percent(scenario.to)} from day ${scenario.day} over ${scenario.days} days`
    case 'bursts':
      return `bursts: ${healthy} on average, correlation ${scenario.correlation} inside windows`
    case 'outage':
      return `outage: ${healthy}, ${percent(scenario.to)} for ${scenario.hours} hours on day ${scenario.day}`
  }
}

function spread(value: Spread | null): string {
  if (value === null) return '-'
  return `${short(value.mean)} (${short(value.p5)} to ${short(value.p95)})`
}

/** A chance that was not seen is not zero: three over the runs is its 95 % upper limit. */
function atMost(share: number, runs: number): string {
  return share === 0 && runs > 0
    ? `0 % (below ${percent(Math.min(1, 3 / runs))})`
    : withError(share, runs)
}

/** A share of simulated runs is only as good as their number: one standard error beside it. */
function withError(share: number, runs: number): string {
  if (runs === 0 || share === 0 || share === 1) return percent(share)
  const error = Math.sqrt((share * (1 - share)) / runs)
  return `${percent(share)} ± ${Number((100 * error).toPrecision(2))}`
}

function short(value: number): string {
  return value >= 100 ? String(Math.round(value)) : String(Number(value.toPrecision(2)))
}
