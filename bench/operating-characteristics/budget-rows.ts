import { detectorLevel, observeBucket, quietDetector, spentAt } from '@partial-trust/core'
import { seededRandom } from '@partial-trust/testing'
import { eProcess } from './boundary.ts'
import { figure, keepsTo, notCompared, row, simulated, type Effort, type Row } from './row.ts'
import { stoppingOf } from './stopping.ts'

const p0 = 0.05

/** GATES 6: errors that add up, over parts, epochs and change detectors. */
export function* budgetRows({ dependentRuns, seed }: Effort): Generator<Row> {
  const [alpha, horizon, places] = [0.01, 2000, 20]
  const anyOf = (at: (place: number) => number): number => {
    let none = 1
    for (let place = 1; place <= places; place++) {
      none *= 1 - stoppingOf(eProcess('above', p0, at(place), horizon), p0).probability
    }
    return 1 - none
  }
  const spent = anyOf((place) => spentAt(alpha, place))
  yield row(
    `any of ${places} healthy parts demoted, each at p = ${p0}, ${horizon} looks, alpha ${alpha} spent over them`,
    `<= ${alpha}`,
    spent,
    spent <= alpha,
  )
  const each = stoppingOf(eProcess('above', p0, alpha, horizon), p0).probability
  yield row('the same with alpha for every part', '-', 1 - (1 - each) ** places, true)
  const last = eProcess('above', p0, spentAt(alpha, places), 4000)
  yield row(
    `mean decisions of its own until the last of ${places} parts is demoted at p = 0.2`,
    '-',
    stoppingOf(last, 0.2).mean,
    true,
  )
  yield* epochRows()
  yield* detectorRows(Math.max(100, Math.ceil(dependentRuns / 5)), seed)
}

function* epochRows(): Generator<Row> {
  const [alpha, horizon, tries] = [0.05, 5000, 10]
  let none = 1
  for (let place = 1; place <= tries; place++) {
    none *= 1 - stoppingOf(eProcess('below', p0, spentAt(alpha, place), horizon), p0).probability
  }
  yield row(
    `any of ${tries} bad epochs passes one GO, each at p = p_go = ${p0}, ${horizon} looks, alpha ${alpha} spent over them`,
    `<= ${alpha}`,
    1 - none,
    1 - none <= alpha,
  )
  const each = stoppingOf(eProcess('below', p0, alpha, horizon), p0).probability
  yield row('the same with alpha for every epoch', '.39', 1 - (1 - each) ** tries, true)
}

/** One of a stage's two detectors over a healthy stream at the threshold itself. */
function* detectorRows(runs: number, seed: number): Generator<Row> {
  const [decisions, size] = [30_000, 5]
  const limits = { fixed: 1e6, budget: (2 * decisions) / 0.01 }
  const random = seededRandom(seed)
  const alarms = { fixed: 0, budget: 0 }
  for (let run = 0; run < runs; run++) {
    let [state, highest] = [quietDetector, -Infinity]
    for (let i = 0; i < decisions / size; i++) {
      let s = 0
      for (let k = 0; k < size; k++) if (random() < p0) s += 1
      state = observeBucket(state, { s, n: size }, p0)
      highest = Math.max(highest, detectorLevel(state))
    }
    for (const name of ['fixed', 'budget'] as const) {
      if (highest >= Math.log(limits[name])) alarms[name] += 1
    }
  }
  for (const [name, most] of [
    ['budget', 0.005],
    ['fixed', null],
  ] as const) {
    const share = alarms[name] / runs
    yield {
      property: `one of two change detectors rings within ${decisions} decisions at p = ${p0}, A = ${figure(limits[name])}${name === 'budget' ? ' = m N / alpha.detector' : ', as it was'}`,
      target: most === null ? '-' : `<= ${most}`,
      ours: simulated(share, Math.sqrt((share * (1 - share)) / runs)),
      meets: most === null || keepsTo(share, most, runs),
      ...notCompared,
    }
  }
}
