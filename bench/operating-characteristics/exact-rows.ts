import { readFileSync } from 'node:fs'
import {
  fewestCleanDecisions,
  goCounts,
  logEvidenceAbove,
  logEvidenceBelow,
  logGoEvidence,
  logLimit,
} from '@partial-trust/core'
import { eProcess, type Boundary } from './boundary.ts'
import { figure, row, type Effort, type Row } from './row.ts'
import { stoppingOf } from './stopping.ts'
import { exactly, usualRules, type UsualRules } from './usual-rules.ts'

const [pMax, pGo, rollbackAlpha, goAlpha] = [0.05, 0.05, 0.01, 0.05]

/** Independent decisions, looked at after every one: exact, no chance in it. */
export function* exactRows({ rollbackHorizon, goHorizon }: Effort): Generator<Row> {
  yield goldenRow()
  const above = rulesFor('above', pMax, rollbackAlpha, rollbackHorizon)
  const below = rulesFor('below', pGo, goAlpha, goHorizon)
  yield chances(
    `false rollback of a stream at p = p_max = ${pMax}, alpha ${rollbackAlpha}, ${rollbackHorizon} looks`,
    above,
    pMax,
    0.01,
  )
  yield chances(
    `false GO at p = p_go = ${pGo}, alpha ${goAlpha}, ${goHorizon} looks`,
    below,
    pGo,
    0.05,
  )
  yield* delays('roll back', above, pMax, rollbackAlpha, [
    [0.075, 1038],
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

type Rules = { readonly ours: Boundary; readonly usual: UsualRules }

function rulesFor(direction: 'above' | 'below', p0: number, alpha: number, horizon: number): Rules {
  return {
    ours: eProcess(direction, p0, alpha, horizon),
    usual: usualRules(direction, p0, alpha, horizon),
  }
}

function chances(
  property: string,
  { ours, usual }: Rules,
  rate: number,
  most: number,
  target?: string,
): Row {
  const chance = stoppingOf(ours, rate).probability
  return {
    property,
    target: target ?? `<= ${most}`,
    ours: figure(chance),
    meets: chance <= most,
    ...exactly(usual, rate, ({ probability }) => probability),
  }
}

function* delays(
  what: string,
  { ours, usual }: Rules,
  p0: number,
  alpha: number,
  targets: readonly (readonly [rate: number, target: number])[],
): Generator<Row> {
  for (const [rate, target] of targets) {
    const wald = logLimit(alpha) / divergence(rate, p0)
    const { mean } = stoppingOf(ours, rate)
    yield {
      property: `mean decisions to ${what} at p = ${rate} against ${p0}, alpha ${alpha}`,
      target: `${target} (${figure(target / wald)} x Wald)`,
      ours: `${figure(mean)} (${figure(mean / wald)} x Wald)`,
      meets: mean <= 1.03 * target,
      ...exactly(usual, rate, (stopping) => stopping.mean),
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
