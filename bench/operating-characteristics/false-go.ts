import { cappedWindows, logCappedEvidence, logLimit } from '@partial-trust/core'
import { seededRandom } from '@partial-trust/testing'
import type { WindowSource } from './dependent-streams.ts'
import { GoStream } from './go-stream.ts'
import { shareOf, type Share } from './row.ts'
import { UsualTally, type UsualRules } from './usual-rules.ts'

/** Streams that reach GO by each rule, looked at after every window. */
export type FalseGo = {
  readonly ours: Share
  readonly others: ReturnType<UsualTally['read']>
  /** Greatest difference between the product's fold and the one written for this bench. */
  readonly off: number
}

export function falseGo(
  source: WindowSource,
  { p0, alpha, windows, rules }: { p0: number; alpha: number; windows: number; rules: UsualRules },
  runs: number,
  seed: number,
): FalseGo {
  const random = seededRandom(seed)
  const limit = logLimit(alpha)
  const usual = new UsualTally(rules)
  let [passed, off] = [0, 0]
  for (let run = 0; run < runs; run++) {
    const stream = new GoStream(p0)
    const kept: { startMs: number; s: number; n: number }[] = []
    usual.begin()
    let [ours, theirs] = [false, false]
    for (let window = 0; window < windows; window++) {
      const { s, n } = source(window, random)
      if (run === 0) kept.push({ startMs: window, s, n })
      else if (ours && theirs) break
      if (n === 0) continue
      stream.add(s, n)
      ours ||= stream.proves(limit)
      theirs ||= usual.look(stream.s, stream.n)
    }
    if (ours) passed += 1
    if (run === 0) {
      off = Math.abs(logCappedEvidence(cappedWindows(kept), p0) - stream.logWindows())
    }
  }
  return { ours: shareOf(passed, runs), others: usual.read(), off }
}
