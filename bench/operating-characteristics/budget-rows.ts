import { spentAt } from '@partial-trust/core'
import { eProcess } from './boundary.ts'
import { partDemotions } from './part-demotions.ts'
import { figure, notCompared, row, simulatedRow, type Effort, type Row } from './row.ts'
import { stoppingOf } from './stopping.ts'
import { exactly, usualRules } from './usual-rules.ts'

const p0 = 0.05
const [alpha, horizon, places] = [0.01, 2000, 20]

/** GATES 6: errors that add up over the parts of a corridor. */
export function* partRows({ partRuns, seed }: Effort): Generator<Row> {
  const seen = partDemotions({ parts: places, decisions: horizon, p0, alpha }, partRuns, seed)
  yield simulatedRow(
    `any of ${places} healthy parts demoted, each at p = p_max = ${p0}, ${horizon} decisions each, by evidence or detector, ${alpha} each`,
    2 * alpha,
    seen.either,
    exactly(usualRules('above', p0, alpha, horizon), p0, ofAny(places)),
  )
  yield simulatedRow('any of these parts demoted by evidence', alpha, seen.byEvidence)
  yield simulatedRow('any of these parts demoted by its change detector', alpha, seen.byDetector)
  const each = stoppingOf(eProcess('above', p0, alpha, horizon), p0)
  yield row('the same by evidence with alpha for every part', '-', ofAny(places)(each), true)
  for (const rate of [0.1, 0.2, 0.5]) {
    for (const place of [1, places]) {
      const spent = spentAt(alpha, place)
      const { mean } = stoppingOf(eProcess('above', p0, spent, 6000), rate)
      const wald = Math.log(1 / spent) / divergence(rate, p0)
      yield {
        property: `decisions of its own until a part at p = ${rate} is demoted, the ${place === 1 ? 'first' : `${place}th`} to appear`,
        target: '<= 1.6 x Wald',
        ours: `${figure(mean)} (${figure(mean / wald)} x Wald)`,
        meets: mean <= 1.6 * wald,
        ...notCompared,
      }
    }
  }
}

/** And over the epochs tried at one stage. */
export function* epochRows({ goHorizon }: Effort): Generator<Row> {
  const [goAlpha, tries] = [0.05, 10]
  const looks = Math.ceil(goHorizon / 2)
  let none = 1
  for (let place = 1; place <= tries; place++) {
    none *= 1 - stoppingOf(eProcess('below', p0, spentAt(goAlpha, place), looks), p0).probability
  }
  yield {
    property: `any of ${tries} bad epochs passes one GO, each at p = p_go = ${p0}, ${looks} looks, alpha ${goAlpha} spent over them`,
    target: `<= ${goAlpha}`,
    ours: figure(1 - none),
    meets: 1 - none <= goAlpha,
    ...exactly(usualRules('below', p0, goAlpha, looks), p0, ofAny(tries)),
  }
  const each = stoppingOf(eProcess('below', p0, goAlpha, looks), p0)
  yield row('the same with alpha for every epoch (.39 before)', '-', ofAny(tries)(each), true)
}

/** Chance that any of so many independent streams stops. */
function ofAny(streams: number): (stopping: { readonly probability: number }) => number {
  return ({ probability }) => 1 - (1 - probability) ** streams
}

function divergence(p: number, q: number): number {
  return p * Math.log(p / q) + (1 - p) * Math.log((1 - p) / (1 - q))
}
