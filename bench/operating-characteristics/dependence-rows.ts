import { clopperPearson, eProcess, mixtureSprt, pointEstimate } from './boundary.ts'
import { acceptanceErrors } from './acceptance-bursts.ts'
import {
  inBursts,
  inBurstsBetween,
  overTheDay,
  withLoad,
  type WindowSource,
} from './dependent-streams.ts'
import { daysToGo, falseGo, type Rules } from './false-go.ts'
import { figure, keepsTo, notCompared, simulated, type Effort, type Row } from './row.ts'

const [p0, alpha] = [0.05, 0.05]
const horizon = 75_000

/** GATES 5: GO, and acceptance, where failures hang together; what that costs a healthy candidate. */
export function* dependenceRows({ dependentRuns: runs, seed }: Effort): Generator<Row> {
  const rules: Rules = {
    pointEstimate: pointEstimate('below', p0, 50, horizon),
    clopperPearson: clopperPearson('below', p0, alpha, horizon),
    mixtureSprt: mixtureSprt('below', p0, alpha, horizon),
  }
  const streams: readonly (readonly [
    what: string,
    source: WindowSource,
    days: number,
    most: number,
  ])[] = [
    ...[20, 100, 1000, 10_000].flatMap((perDay) =>
      [0.1, 0.3].map(
        (correlation) =>
          [
            `bursts of 10 min, correlation ${correlation}, ${perDay} sampled a day`,
            inBursts(perDay, p0, correlation),
            perDay > 1000 ? 7 : 30,
            0.05,
          ] as const,
      ),
    ),
    [
      'bursts across the windows, correlation .3, 1000 a day',
      inBurstsBetween(1000, p0, 0.3),
      30,
      0.05,
    ],
    ...[3, 5, 10].map(
      (times) =>
        [
          `failures that come with load, ${times} times the traffic, 1000 a day`,
          withLoad(1000, p0, times),
          30,
          0.05,
        ] as const,
    ),
    [
      'load-coupled at 5.7 %, three times the traffic, 800 a day',
      withLoad(800, 0.057, 3),
      7,
      0.005,
    ],
    ['traffic and failures swing by 80 % over the day, 1000 a day', overTheDay(1000, p0), 30, 0.05],
  ]
  for (const [what, source, days, most] of streams) {
    const { ours, error, off, ...others } = falseGo(source, { p0, alpha, days, rules }, runs, seed)
    yield {
      property: `false GO at ${what}, ${days} days`,
      target: `<= ${most}`,
      ours: simulated(ours, error),
      meets: keepsTo(ours, most, runs) && off < 1e-9,
      pointEstimate: figure(others.pointEstimate),
      clopperPearson: figure(others.clopperPearson),
      mixtureSprt: figure(others.mixtureSprt),
    }
  }
  for (const [claim, level] of [
    ['stable', 0.05],
    ['drop', 0.01],
  ] as const) {
    const few = Math.ceil(runs / 4)
    const { share, error } = acceptanceErrors(
      { claim, correlation: 0.1, windows: 150, alpha: level },
      few,
      seed,
    )
    yield {
      property: `acceptance wrongly called ${claim === 'stable' ? 'stable' : 'fallen'}, refusals in groups of 35, correlation .1, alpha ${level}`,
      target: `<= ${level}`,
      ours: simulated(share, error),
      meets: keepsTo(share, level, few),
      ...notCompared,
    }
  }
  yield* priceRows(Math.max(60, Math.ceil(runs / 10)), seed)
}

/** Days to GO for healthy candidates: by decisions alone, as it was, and by both proofs. */
function* priceRows(runs: number, seed: number): Generator<Row> {
  for (const [perDay, rate, limit, before, after] of [
    [20, 0.01, 0.05, 6.5, 7.9],
    [100, 0.02, 0.05, null, null],
    [100, 0.01, 0.03, null, null],
    [100, 0.01, 0.02, null, null],
    [1000, 0.01, 0.02, null, null],
    [10_000, 0.01, 0.02, null, null],
  ] as const) {
    const boundary = eProcess('below', limit, alpha, 8000)
    const source = inBursts(perDay, rate, 0)
    const days = daysToGo(source, { p0: limit, alpha, before: boundary }, runs, seed)
    yield {
      property: `days to GO at ${rate} against ${limit}, ${perDay} sampled a day: by decisions alone, by both proofs, as a stage's first epoch`,
      target: after === null ? '-' : `${before}, ${after}, -`,
      ours: `${figure(days.before)}, ${figure(days.after)}, ${figure(days.firstEpoch)} (${runs} runs)`,
      meets: after === null || days.after <= 1.15 * after,
      ...notCompared,
    }
  }
}
