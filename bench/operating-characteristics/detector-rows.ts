import { detectorLevel, observeBucket, observeWindowMean, quietDetector } from '@partial-trust/core'
import { seededRandom } from '@partial-trust/testing'
import { betaBinomial, burstRollbacks, draw } from './burst-rollbacks.ts'
import { detectionDelay, detectorsApart } from './detection.ts'
import { DetectorStream } from './detector-stream.ts'
import {
  figure,
  notCompared,
  row,
  shareOf,
  simulatedRow,
  type Effort,
  type Row,
  type Share,
} from './row.ts'
import { exactly, usualRules } from './usual-rules.ts'

const p0 = 0.05

/** GATES 1.6 and 6: how soon a change is seen. */
export function* delayRows({ detectionRuns, seed }: Effort): Generator<Row> {
  const apart = detectorsApart(p0, 2000, seed)
  yield row("the bench's change detector against the product's", '<= 1e-9', apart, apart <= 1e-9)
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
      { p0, healthy: 0.01, history: 2000, worse, limit },
      detectionRuns,
      seed,
    )
    yield {
      property: `decisions from a change of .01 to ${worse} until the detector rings, 2000 healthy ones before, A = ${figure(limit)}`,
      target: String(target),
      ours: `${figure(mean)} ± ${figure(error, 2)} (${detectionRuns} runs)`,
      meets: mean <= 1.03 * target + 2 * error,
      ...notCompared,
    }
  }
}

/** A stage's two detectors over healthy streams that stand at the threshold itself: the worst that is healthy. */
export function* detectorBudgetRows({ detectorRuns, seed }: Effort): Generator<Row> {
  const detectors = 2
  for (const [decisions, was] of [
    [14_000, 0.026],
    [30_000, 0.047],
    [100_000, 0.137],
  ] as const) {
    // Long streams are dear; their share is large enough to be seen in fewer.
    const runs = Math.ceil(detectorRuns / (decisions > 50_000 ? 2 : 1))
    const budget = (detectors * decisions) / 0.01
    const [kept, fixed] = alarms(detectors, decisions, [budget, 1e6], runs, seed)
    const what = `a change detector of ${detectors} rings within ${decisions} decisions at p = ${p0}`
    const usual = usualRules('above', p0, 0.01, decisions)
    const others = exactly(usual, p0, ({ probability }) => 1 - (1 - probability) ** detectors)
    yield simulatedRow(`${what}, A = m N / alpha.detector = ${figure(budget)}`, 0.01, kept, others)
    yield simulatedRow(
      `${what}, A = 1e6 whatever the horizon, as it was (about ${was})`,
      null,
      fixed,
    )
  }
}

/** How often any of so many independent detectors rings, by limit. */
function alarms(
  detectors: number,
  decisions: number,
  limits: readonly [number, number],
  runs: number,
  seed: number,
): readonly [Share, Share] {
  const random = seededRandom(seed)
  const stream = new DetectorStream(p0)
  const hits: [number, number] = [0, 0]
  for (let run = 0; run < runs; run++) {
    let highest = 0
    for (let detector = 0; detector < detectors; detector++) {
      stream.reset()
      for (let i = 0; i < decisions; i++) {
        const level = stream.add(random() < p0)
        if (level > highest) highest = level
      }
    }
    if (highest >= limits[0]) hits[0] += 1
    if (highest >= limits[1]) hits[1] += 1
  }
  return [shareOf(hits[0], runs), shareOf(hits[1], runs)]
}

/** GATES 1.7: NO_GO by window means where bursts are stated. */
export function* burstRows({ burstWindows, seed }: Effort): Generator<Row> {
  for (const [size, windows, most] of [
    [50, 200, 0.003],
    [50, 600, 0.01],
    [10, 1000, 0.01],
  ] as const) {
    const bursts = burstRollbacks(
      { rate: p0, p0, correlation: 0.1, size, windows, alpha: 0.01 },
      Math.ceil(burstWindows / windows),
      seed,
    )
    const what = `false rollback at p = ${p0}, correlation .1 inside ${windows} windows of ${size}`
    yield simulatedRow(`${what}, window means`, most, bursts.windows, bursts.others)
    yield simulatedRow(`${what}, by counts, had the bursts been ignored`, null, bursts.counts)
  }
}

/** GATES 6: bursts make a detector that folds decisions ring early; where they are stated it folds windows. */
export function* burstDetectorRows({ burstWindows, seed }: Effort): Generator<Row> {
  const [size, windows, alpha] = [50, 600, 0.01]
  const runs = Math.ceil(burstWindows / windows / 10)
  const random = seededRandom(seed)
  const upTo = betaBinomial(size, p0, 0.1)
  const limit = Math.log((size * windows) / alpha)
  const hits = { windows: 0, decisions: 0 }
  for (let run = 0; run < runs; run++) {
    let [byWindows, byDecisions] = [quietDetector, quietDetector]
    let [first, second] = [-Infinity, -Infinity]
    for (let w = 0; w < windows; w++) {
      const window = { s: draw(upTo, random()), n: size }
      byWindows = observeWindowMean(byWindows, window, p0)
      byDecisions = observeBucket(byDecisions, window, p0)
      first = Math.max(first, detectorLevel(byWindows))
      second = Math.max(second, detectorLevel(byDecisions))
    }
    if (first >= limit) hits.windows += 1
    if (second >= limit) hits.decisions += 1
  }
  const what = `a change detector rings at p = ${p0}, correlation .1 inside ${windows} windows of ${size}`
  yield simulatedRow(`${what}, folding windows`, alpha, shareOf(hits.windows, runs))
  yield simulatedRow(`${what}, folding decisions`, null, shareOf(hits.decisions, runs))
}
