import { fallbackSpending, logEvidenceBelow, logLimit, tunedThresholds } from '@partial-trust/core'
import { seededRandom } from '@partial-trust/testing'
import { GoStream } from './go-stream.ts'

/** How often a threshold is ever certified though every one lets exactly the target through. */
export function thresholdErrors(
  {
    maxWrong,
    delta,
    windows,
    size,
  }: { maxWrong: number; delta: number; windows: number; size: number },
  runs: number,
  seed: number,
): { readonly share: number; readonly error: number } {
  const random = seededRandom(seed)
  let wrong = 0
  for (let run = 0; run < runs; run++) {
    const streams = tunedThresholds.map(() => new GoStream(maxWrong))
    for (let window = 0; window < windows; window++) {
      const counts = tunedThresholds.map(() => ({ s: 0, n: 0 }))
      for (let i = 0; i < size; i++) {
        const confidence = 0.4 + 0.6 * random()
        const bad = random() < maxWrong ? 1 : 0
        for (const [k, threshold] of tunedThresholds.entries()) {
          const count = counts[k]
          if (count === undefined || confidence < threshold) continue
          count.n += 1
          count.s += bad
        }
      }
      for (const [k, { s, n }] of counts.entries()) streams[k]?.add(s, n)
      const certified = fallbackSpending(streams.length, delta, (k, spend) => {
        const stream = streams[k]
        const limit = logLimit(spend)
        return (
          stream !== undefined &&
          stream.logWindows() >= limit &&
          logEvidenceBelow(stream.s, stream.n, maxWrong) >= limit
        )
      })
      if (!certified.some((one) => one.certified)) continue
      wrong += 1
      break
    }
  }
  const share = wrong / runs
  return { share, error: Math.sqrt((share * (1 - share)) / runs) }
}
