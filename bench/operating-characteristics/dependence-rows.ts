import { acceptanceErrors } from './acceptance-bursts.ts'
import {
  inBursts,
  inBurstsBetween,
  inLongBursts,
  longer,
  overTheDay,
  windowsPerDay,
  withLoad,
  type WindowSource,
} from './dependent-streams.ts'
import { falseGo } from './false-go.ts'
import { simulatedRow, type Effort, type Row } from './row.ts'
import { usualRules } from './usual-rules.ts'

const [p0, alpha] = [0.05, 0.05]
const horizon = 75_000

type Stream = {
  readonly what: string
  readonly source: () => WindowSource
  readonly days: number
  /** Default 10. */
  readonly windowMinutes?: number
  /** Default: all that the plan may spend on a GO. */
  readonly spends?: number
  /** Null: outside what is promised; told, not held to. */
  readonly most: number | null
}

/** GATES 5: rates at or above the threshold whose failures hang together. */
const streams: readonly Stream[] = [
  ...[20, 100, 1000, 10_000].flatMap((perDay) =>
    [0.1, 0.3].flatMap((correlation) =>
      [10, 30].map((windowMinutes) => ({
        what: `bursts of 10 min, correlation ${correlation}, ${perDay} sampled a day, windows of ${windowMinutes} min`,
        source: () => longer(inBursts(perDay, p0, correlation), windowMinutes / 10),
        days: perDay > 1000 ? 7 : 30,
        windowMinutes,
        most: 0.05,
      })),
    ),
  ),
  // Bursts that begin anywhere make neighbouring windows depend on each other: longer ones cover that.
  {
    what: 'bursts of 10 min across the windows, correlation .3, 1000 a day, windows of 10 min',
    source: () => inBurstsBetween(1000, p0, 0.3),
    days: 30,
    most: null,
  },
  {
    what: 'bursts of 10 min across the windows, correlation .3, 1000 a day, windows of 10 min, as a first epoch is judged',
    source: () => inBurstsBetween(1000, p0, 0.3),
    days: 30,
    spends: alpha / 2,
    most: 0.05,
  },
  ...[20, 30].map((windowMinutes) => ({
    what: `bursts of 10 min across the windows, correlation .3, 1000 a day, windows of ${windowMinutes} min`,
    source: () => longer(inBurstsBetween(1000, p0, 0.3), windowMinutes / 10),
    days: 30,
    windowMinutes,
    most: 0.05,
  })),
  {
    what: 'not covered: bursts of 2 h in windows of 10 min, correlation .3, 1000 a day',
    source: () => inLongBursts(1000, p0, 0.3, 12),
    days: 30,
    most: null,
  },
  ...[3, 5, 10].map((times) => ({
    what: `failures that come with load, ${times} times the traffic, 1000 a day`,
    source: () => withLoad(1000, p0, times),
    days: 30,
    most: 0.05,
  })),
  {
    what: 'load-coupled at 5.7 %, three times the traffic, 800 a day',
    source: () => withLoad(800, 0.057, 3),
    days: 7,
    most: 0.005,
  },
  {
    what: 'traffic and failures swing by 80 % over the day, 1000 a day',
    source: () => overTheDay(1000, p0),
    days: 30,
    most: 0.05,
  },
]

/** One group of rows for each kind of dependence, so that they can be measured side by side. */
export const dependenceGroups: readonly ((effort: Effort) => Generator<Row>)[] = streams.map(
  ({ what, source, days, windowMinutes = 10, spends = alpha, most }) =>
    function* ({ dependentRuns: runs, seed }) {
      const rules = usualRules('below', p0, alpha, horizon)
      const windows = Math.ceil((days * windowsPerDay * 10) / windowMinutes)
      const question = { p0, alpha: spends, windows, rules }
      const { ours, others, off } = falseGo(source(), question, runs, seed)
      const row = simulatedRow(`false GO at ${what}, ${days} days`, most, ours, others)
      yield { ...row, meets: row.meets && off < 1e-9 }
    },
)

/** Refusals that come in groups: acceptance must neither be called stable nor fallen for that. */
export function* acceptanceRows({ dependentRuns: runs, seed }: Effort): Generator<Row> {
  for (const [claim, level] of [
    ['stable', 0.05],
    ['drop', 0.01],
  ] as const) {
    const { ours, others } = acceptanceErrors(
      { claim, correlation: 0.1, windows: 150, alpha: level },
      Math.ceil(runs / 2),
      seed,
    )
    const word = claim === 'stable' ? 'stable' : 'fallen'
    const property = `acceptance wrongly called ${word}, refusals in groups of 35, correlation .1, alpha ${level}`
    yield simulatedRow(property, level, ours, others)
  }
}
