import {
  binomial,
  logLimit,
  outcomeEvidence,
  poisson,
  sharedRate,
  type DrawnPer,
} from '@partial-trust/core'
import { seededRandom } from '@partial-trust/testing'

/** How often outcomes are called what they are not, at the boundary, users having several decisions alike. */
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
): { readonly share: number; readonly error: number } {
  const random = seededRandom(seed)
  const limit = logLimit(alpha)
  const rate = 0.04
  const arm = (decisions: number, mean: number): { undone: number; n: number } => {
    const users = poisson(decisions / perUser, random)
    let undone = 0
    for (let user = 0; user < users; user++) {
      undone += binomial(perUser, sharedRate(mean, correlation, random), random)
    }
    return { undone, n: users * perUser }
  }
  let wrong = 0
  for (let run = 0; run < runs; run++) {
    const blocks = Array.from({ length: 168 }, () => ({
      candidate: arm(42, ratio * rate),
      baseline: arm(420, rate),
    }))
    for (let looks = 12; looks <= 168; looks += 12) {
      const answer = outcomeEvidence(blocks.slice(0, looks), { direction, ratio, per })
      if (answer.kind === 'evidence' && answer.logE >= limit) {
        wrong += 1
        break
      }
    }
  }
  const share = wrong / runs
  return { share, error: Math.sqrt((share * (1 - share)) / runs) }
}
