import {
  acceptanceAlpha,
  acceptanceCounts,
  acceptanceDrop,
  acceptanceStable,
  binomial,
  goCounts,
  logLimit,
  sharedRate,
  type AcceptanceCounts,
  type Chance,
} from '@partial-trust/core'
import { seededRandom } from '@partial-trust/testing'
import { GoStream } from './go-stream.ts'
import { shareOf, type Share } from './row.ts'
import { usualRules, UsualTally } from './usual-rules.ts'

/** Judged candidates of a window. */
const size = 35
const keep = 0.8

/**
 * How often acceptance is called stable, or fallen, although it stands exactly where neither is true, with
 * refusals that share windows. Looks after every window.
 */
export function acceptanceErrors(
  {
    claim,
    correlation,
    windows,
    alpha,
  }: { claim: 'stable' | 'drop'; correlation: number; windows: number; alpha: number },
  runs: number,
  seed: number,
): { readonly ours: Share; readonly others: ReturnType<UsualTally['read']> } {
  const random = seededRandom(seed)
  const limit = logLimit(acceptanceAlpha(alpha))
  const direction = claim === 'stable' ? 'above' : 'below'
  // The usual ways know the rate of the stage before, which flatters them.
  const usual = new UsualTally(usualRules(direction, keep * 0.8, alpha, windows * size))
  let wrong = 0
  for (let run = 0; run < runs; run++) {
    const then = counted(stage(60, 0.8, correlation, random))
    const now = stage(windows, keep * 0.8, correlation, random)
    const judge = claim === 'stable' ? acceptanceStable : acceptanceDrop
    const first = judge(then, counted(now.slice(0, 1)), keep, alpha)
    if (first.kind === 'not-enough-data' || first.threshold <= 0) continue
    const stream = new GoStream(claim === 'stable' ? 1 - first.threshold : first.threshold)
    const fires = now.some(({ s, n }, window) => {
      stream.add(claim === 'stable' ? n - s : s, n)
      // Never more than what the windows say: only then is the whole worth asking for.
      if (stream.logWindows() < limit) return false
      const answer = judge(then, counted(now.slice(0, window + 1)), keep, alpha)
      return answer.kind === 'evidence' && answer.fires
    })
    if (fires) wrong += 1
    usual.begin()
    let [s, n] = [0, 0]
    for (const window of now) {
      s += window.s
      n += window.n
      usual.look(s, n)
    }
  }
  return { ours: shareOf(wrong, runs), others: usual.read() }
}

function stage(windows: number, rate: number, correlation: number, chance: Chance) {
  return Array.from({ length: windows }, (_, startMs) => ({
    startMs,
    n: size,
    s: binomial(size, sharedRate(rate, correlation, chance), chance),
  }))
}

function counted(buckets: ReturnType<typeof stage>): AcceptanceCounts {
  return acceptanceCounts(buckets, (list) => goCounts(list, 1))
}
