import {
  detectorLevel,
  observeBucket,
  quietDetector,
  type DetectorState,
} from '@partial-trust/core'
import { seededRandom } from '@partial-trust/testing'

/** Mean decisions from a change of rate to the alarm with its standard error, looking after every decision. */
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
): { readonly mean: number; readonly error: number; readonly falseAlarms: number } {
  const random = seededRandom(seed)
  const logLimit = Math.log(limit)
  let [sum, squares, detected, falseAlarms] = [0, 0, 0, 0]
  for (let run = 0; run < runs; run++) {
    let state: DetectorState = quietDetector
    let alarm = false
    for (let i = 0; i < history && !alarm; i++) {
      state = observeBucket(state, { s: random() < healthy ? 1 : 0, n: 1 }, p0)
      alarm = detectorLevel(state) >= logLimit
    }
    if (alarm) {
      falseAlarms += 1
      continue
    }
    for (let i = 1; i <= 100_000; i++) {
      state = observeBucket(state, { s: random() < worse ? 1 : 0, n: 1 }, p0)
      if (detectorLevel(state) < logLimit) continue
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
