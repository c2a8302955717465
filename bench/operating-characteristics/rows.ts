import { readFileSync } from 'node:fs'
import {
  fewestCleanDecisions,
  goCounts,
  logEvidenceAbove,
  logEvidenceBelow,
  logGoEvidence,
  logLimit,
} from '@partial-trust/core'
import { clopperPearson, eProcess, mixtureSprt, pointEstimate, type Boundary } from './boundary.ts'
import { budgetRows } from './budget-rows.ts'
import { burstRollbacks } from './bursts.ts'
import { costRows } from './cost-rows.ts'
import { dependenceRows } from './dependence-rows.ts'
import { detectionDelay } from './detection.ts'
import { figure, notCompared, row, type Effort, type Row } from './row.ts'
import { statisticRows } from './statistic-rows.ts'
import { stoppingOf } from './stopping.ts'

export { fullEffort, quickEffort, type Effort, type Row } from './row.ts'

const [pMax, pGo, rollbackAlpha, goAlpha] = [0.05, 0.05, 0.01, 0.05]
/** The minimum sample that point-estimate checks usually wait for. */
const usualMinimum = 50

/** Every row of GATES section 2. Binomial rows are exact; the others are seeded simulations. */
export function* measure(effort: Effort): Generator<Row> {
  yield goldenRow()
  const above = rulesFor('above', pMax, rollbackAlpha, effort.rollbackHorizon)
  const below = rulesFor('below', pGo, goAlpha, effort.goHorizon)
  yield chances(
    `false rollback of a stream at p = p_max = ${pMax}, alpha ${rollbackAlpha}, ${effort.rollbackHorizon} looks`,
    above,
    pMax,
    0.01,
  )
  yield chances(
    `false GO at p = p_go = ${pGo}, alpha ${goAlpha}, ${effort.goHorizon} looks`,
    below,
    pGo,
    0.05,
  )
  yield* delays('roll back', above, pMax, rollbackAlpha, [
    [0.1, 260],
    [0.2, 42.3],
    [0.5, 8.3],
    [1, 3],
  ])
  yield* delays('GO', below, pGo, goAlpha, [
    [0.005, 95],
    [0.01, 133],
    [0.02, 289],
  ])
  for (const [p0, target] of [
    [0.05, 70],
    [0.03, 118],
    [0.02, 178],
  ] as const) {
    const fewest = fewestCleanDecisions(p0, goAlpha) ?? Number.NaN
    yield row(
      `fewest clean decisions that reach GO below ${p0}`,
      String(target),
      fewest,
      fewest === target,
    )
  }
  for (const [worse, target, limit] of [
    [0.1, 487, 1e6],
    [0.2, 88, 1e6],
    [0.5, 18, 1e6],
    [1, 6, 1e6],
    [0.1, 586, 6e6],
    [0.2, 103, 6e6],
    [0.5, 20, 6e6],
  ] as const) {
    const { mean, error } = detectionDelay(
      { p0: pMax, healthy: 0.01, history: 2000, worse, limit },
      effort.detectionRuns,
      effort.seed,
    )
    yield row(
      `delay after .01 turns to ${worse}, 2000 healthy decisions before, detector at A = ${limit}`,
      String(target),
      mean,
      mean <= 1.03 * target + 2 * error,
    )
  }
  for (const [size, windows, most] of [
    [50, 200, 0.003],
    [50, 600, 0.01],
    [10, 1000, 0.01],
  ] as const) {
    const runs = Math.ceil(effort.burstWindows / windows)
    const bursts = burstRollbacks(
      { rate: pMax, p0: pMax, correlation: 0.1, size, windows, alpha: rollbackAlpha },
      runs,
      effort.seed,
    )
    yield {
      property: `false rollback at p = ${pMax}, correlation .1 inside ${windows} windows of ${size}, window means`,
      target: `<= ${most}`,
      ours: `${figure(bursts.windows)} (± ${figure(bursts.error)}, ${runs} runs)`,
      // A simulated chance is held to its target within two standard errors.
      meets: bursts.windows <= most + 2 * Math.sqrt(most / runs),
      ...notCompared,
    }
    yield row('the same by counts, had the bursts been ignored', '-', bursts.counts, true)
  }
  yield* dependenceRows(effort)
  yield* budgetRows(effort)
  yield* statisticRows(effort)
  yield* costRows()
  yield chances(
    'for comparison: rolls back a healthy p = .03 stream',
    above,
    0.03,
    rollbackAlpha,
    'the usual way: about .37',
  )
  yield chances(
    'for comparison: passes p = 1.1 p_go',
    below,
    1.1 * pGo,
    goAlpha,
    'the usual way: .81 to .87',
  )
}

type Rules = {
  readonly ours: Boundary
  readonly pointEstimate: Boundary
  readonly clopperPearson: Boundary
  readonly mixtureSprt: Boundary
}

function rulesFor(direction: 'above' | 'below', p0: number, alpha: number, horizon: number): Rules {
  return {
    ours: eProcess(direction, p0, alpha, horizon),
    pointEstimate: pointEstimate(direction, p0, usualMinimum, horizon),
    clopperPearson: clopperPearson(direction, p0, alpha, horizon),
    mixtureSprt: mixtureSprt(direction, p0, alpha, horizon),
  }
}

function chances(property: string, rules: Rules, rate: number, most: number, target?: string): Row {
  const chance = (boundary: Boundary): number => stoppingOf(boundary, rate).probability
  const ours = chance(rules.ours)
  return {
    property,
    target: target ?? `<= ${most}`,
    ours: figure(ours),
    meets: ours <= most,
    pointEstimate: figure(chance(rules.pointEstimate)),
    clopperPearson: figure(chance(rules.clopperPearson)),
    mixtureSprt: figure(chance(rules.mixtureSprt)),
  }
}

function* delays(
  what: string,
  rules: Rules,
  p0: number,
  alpha: number,
  targets: readonly (readonly [rate: number, target: number])[],
): Generator<Row> {
  for (const [rate, target] of targets) {
    const wald = logLimit(alpha) / divergence(rate, p0)
    const mean = (boundary: Boundary): number => stoppingOf(boundary, rate).mean
    const ours = mean(rules.ours)
    yield {
      property: `mean decisions to ${what} at p = ${rate} against ${p0}, alpha ${alpha}`,
      target: `${target} (${figure(target / wald)} x Wald)`,
      ours: `${figure(ours)} (${figure(ours / wald)} x Wald)`,
      meets: ours <= 1.03 * target,
      pointEstimate: figure(mean(rules.pointEstimate)),
      clopperPearson: figure(mean(rules.clopperPearson)),
      mixtureSprt: figure(mean(rules.mixtureSprt)),
    }
  }
}

function goldenRow(): Row {
  const first: { vectors: { s: number; n: number; p0: number; log_e_below: string }[] } =
    JSON.parse(goldenText('golden.json'))
  const second: {
    no_go: { s: number; n: number; p0: string; log_e_above: string }[]
    go: { p0: string; windows: { s: number; n: number }[]; log_e_go: string }[]
  } = JSON.parse(goldenText('golden-second.json'))
  const pairs = [
    ...first.vectors.map(({ s, n, p0, log_e_below: want }) => [logEvidenceBelow(s, n, p0), want]),
    ...second.no_go.map(({ s, n, p0, log_e_above: want }) => [
      logEvidenceAbove(s, n, Number(p0)),
      want,
    ]),
    ...second.go.map(({ p0, windows, log_e_go: want }) => {
      const placed = windows.map((window, startMs) => ({ startMs, ...window }))
      return [logGoEvidence(goCounts(placed, 1), Number(p0)), want]
    }),
  ] as const
  const worst = pairs.reduce((most, [got, text]) => {
    const want = Number(text)
    return Math.max(most, Math.abs(Number(got) - want) / Math.max(1, Math.abs(want)))
  }, 0)
  return row(`golden vectors (${pairs.length}), worst error`, '<= 1e-9', worst, worst <= 1e-9)
}

function goldenText(file: string): string {
  return readFileSync(new URL(`../../data/gates/${file}`, import.meta.url), 'utf8')
}

function divergence(p: number, q: number): number {
  const others = p === 1 ? 0 : (1 - p) * Math.log((1 - p) / (1 - q))
  return p * Math.log(p / q) + others
}
