import {
  binomial,
  logLimit,
  outcomeSequence,
  poisson,
  sharedRate,
  type DrawnPer,
} from '@partial-trust/core'
import { seededRandom } from '@partial-trust/testing'
import { shareOf, type Share } from './row.ts'
import { usualRules, UsualTally } from './usual-rules.ts'

/** A week of hours. */
const hours = 168

/**
 * How often outcomes are called what they are not, at the boundary, users having several decisions alike. Looks
 * after every hour.
 */
export function outcomeErrors(
  {
    direction,
    ratio,
    per,
    perUser,
    correlation,
    alpha,
  }: {
    direction: 'more' | 'less'
    ratio: number
    per: DrawnPer
    perUser: number
    correlation: number
    alpha: number
  },
  runs: number,
  seed: number,
): { readonly ours: Share; readonly others: ReturnType<UsualTally['read']> } {
  const random = seededRandom(seed)
  const limit = logLimit(alpha)
  const rate = 0.04
  const arm = (decisions: number, mean: number): { undone: number; n: number } => {
    const users = poisson(decisions / perUser, random)
    const n = users * perUser
    if (perUser === 1) return { undone: binomial(n, mean, random), n }
    let undone = 0
    for (let user = 0; user < users; user++) {
      undone += binomial(perUser, sharedRate(mean, correlation, random), random)
    }
    return { undone, n }
  }
  // The usual ways know the baseline's rate, which flatters them.
  const side = direction === 'more' ? 'above' : 'below'
  const usual = new UsualTally(usualRules(side, ratio * rate, alpha, 2 * 42 * hours))
  let wrong = 0
  for (let run = 0; run < runs; run++) {
    const blocks = Array.from({ length: hours }, () => ({
      candidate: arm(42, ratio * rate),
      baseline: arm(420, rate),
    }))
    const steps = outcomeSequence(blocks, { direction, ratio, per })
    if (steps.some(({ logE }) => logE >= limit)) wrong += 1
    usual.begin()
    let [s, n] = [0, 0]
    for (const { candidate } of blocks) {
      s += candidate.undone
      n += candidate.n
      usual.look(s, n)
    }
  }
  return { ours: shareOf(wrong, runs), others: usual.read() }
}
