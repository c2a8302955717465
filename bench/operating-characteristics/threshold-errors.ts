import { fallbackSpending, logLimit, tunedThresholds } from '@partial-trust/core'
import { seededRandom } from '@partial-trust/testing'
import { GoStream } from './go-stream.ts'
import { shareOf, type Share } from './row.ts'
import { usualRules, UsualTally } from './usual-rules.ts'

/** How often any threshold is ever certified though every one lets the same share of wrong ones through. */
export function thresholdErrors(
  {
    risk,
    maxWrong,
    delta,
    windows,
    size,
  }: { risk: number; maxWrong: number; delta: number; windows: number; size: number },
  runs: number,
  seed: number,
): { readonly ours: Share; readonly others: ReturnType<UsualTally['read']> } {
  const random = seededRandom(seed)
  const rules = usualRules('below', maxWrong, delta, windows * size)
  const usual = new UsualTally(rules)
  const least = logLimit(delta)
  let wrong = 0
  for (let run = 0; run < runs; run++) {
    const streams = tunedThresholds.map(() => new GoStream(maxWrong))
    usual.begin()
    let [ours, theirs] = [false, false]
    for (let window = 0; window < windows && !(ours && theirs); window++) {
      const counts = tunedThresholds.map(() => ({ s: 0, n: 0 }))
      for (let i = 0; i < size; i++) {
        const confidence = 0.4 + 0.6 * random()
        const bad = random() < risk ? 1 : 0
        for (const [k, threshold] of tunedThresholds.entries()) {
          const count = counts[k]
          if (count === undefined || confidence < threshold) continue
          count.n += 1
          count.s += bad
        }
      }
      for (const [k, { s, n }] of counts.entries()) streams[k]?.add(s, n)
      // Nothing can be certified that does not reach ln 1/delta.
      ours ||=
        streams.some((stream) => stream.proves(least)) &&
        fallbackSpending(streams.length, delta, (k, spend) => {
          return streams[k]?.proves(logLimit(spend)) ?? false
        }).some(({ certified }) => certified)
      theirs ||= streams.map((stream) => usual.look(stream.s, stream.n)).includes(true)
    }
    if (ours) wrong += 1
  }
  return { ours: shareOf(wrong, runs), others: usual.read() }
}
