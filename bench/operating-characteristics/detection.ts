import {
  detectorLevel,
  observeBucket,
  quietDetector,
  type DetectorState,
} from '@partial-trust/core'
import { seededRandom } from '@partial-trust/testing'
import { DetectorStream } from './detector-stream.ts'

export type Delay = {
  readonly mean: number
  /** Standard error of the mean. */
  readonly error: number
  readonly falseAlarms: number
}

/** Mean decisions from a change of rate to the alarm, looking after every decision. */
export function detectionDelay(
  {
    p0,
    healthy,
    history,
    worse,
    limit,
  }: {
    readonly p0: number
    readonly healthy: number
    /** Healthy decisions before the change. */
    readonly history: number
    readonly worse: number
    readonly limit: number
  },
  runs: number,
  seed: number,
): Delay {
  const random = seededRandom(seed)
  const stream = new DetectorStream(p0)
  let [sum, squares, detected, falseAlarms] = [0, 0, 0, 0]
  for (let run = 0; run < runs; run++) {
    stream.reset()
    let alarm = false
    for (let i = 0; i < history && !alarm; i++) alarm = stream.add(random() < healthy) >= limit
    if (alarm) {
      falseAlarms += 1
      continue
    }
    for (let i = 1; i <= 100_000; i++) {
      if (stream.add(random() < worse) < limit) continue
      sum += i
      squares += i * i
      detected += 1
      break
    }
  }
  const mean = sum / detected
  const error = Math.sqrt(Math.max(0, squares / detected - mean * mean) / detected)
  return { mean, error, falseAlarms: falseAlarms / runs }
}

/** The greatest relative difference between the product's detector and the bench's, over one stream. */
export function detectorsApart(p0: number, decisions: number, seed: number): number {
  const random = seededRandom(seed)
  const stream = new DetectorStream(p0)
  let state: DetectorState = quietDetector
  let apart = 0
  for (let i = 0; i < decisions; i++) {
    const failed = random() < p0
    state = observeBucket(state, { s: failed ? 1 : 0, n: 1 }, p0)
    apart = Math.max(apart, Math.abs(stream.add(failed) / Math.exp(detectorLevel(state)) - 1))
  }
  return apart
}
