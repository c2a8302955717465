import { boundaryRate } from './acceptance-drop.js'
import { notEnoughData, type NotEnoughData } from './enough-data.js'
import { logSumExp } from './log-space.js'
import { logMeanFactors, meanScales } from './outcome-means.js'

/** Outcomes of one sealed period by assigned arm: `undone` of `n` decisions were undone later. */
export type OutcomeBlock = {
  readonly candidate: { readonly undone: number; readonly n: number }
  readonly baseline: { readonly undone: number; readonly n: number }
}

export type OutcomeEvidence =
  { readonly kind: 'evidence'; readonly logE: number; readonly blocks: number } | NotEnoughData

/**
 * What the arm was drawn by. Decisions of one user share habits: where a user has several, a block counts by its
 * means, which hold whatever the decisions of a block do to each other.
 */
export type DrawnPer = 'decision' | 'user'

/** `more`: undone more than `ratio` times as often as the baseline's. `less`: less than that. */
export type OutcomeQuestion = {
  readonly direction: 'more' | 'less'
  /** ρ: for `more`, 1 asks for any harm; for `less`, 1.25 allows a quarter more. */
  readonly ratio: number
  /** Default `decision`. */
  readonly per?: DrawnPer | undefined
}

/** Past baseline outcomes before the first bet. */
export const baselineOutcomesNeeded = 200

/** Rates that are bet on, as multiples of the boundary's, and their part of the stake. */
const bets = {
  more: [1.25, 1.5, 2, 3].map((multiple) => ({ multiple, weight: 0.25 })),
  less: [
    { multiple: 0.9, weight: 0.25 },
    { multiple: 0.8, weight: 0.35 },
    { multiple: 0.65, weight: 0.25 },
    { multiple: 0.4, weight: 0.15 },
  ],
} as const

/**
 * Evidence on how often decisions assigned to the candidate are undone, against `ratio` times the baseline's
 * rate: 2x2 blocks in time order (GATES 1.9 and 8; Turner, Ly and Grünwald 2024). Arms are by assignment, never
 * by what was accepted, which would pick the easy cases.
 */
export function outcomeEvidence(
  blocks: readonly OutcomeBlock[],
  question: OutcomeQuestion,
): OutcomeEvidence {
  const steps = outcomeSequence(blocks, question)
  const have = blocks.reduce((sum, block) => sum + block.baseline.n, 0)
  const placed = steps.filter(({ bet }) => bet).length
  const last = steps.at(-1)
  if (last === undefined || placed === 0) {
    return notEnoughData(
      'baseline outcomes before the latest period',
      have - (blocks.at(-1)?.baseline.n ?? 0),
      baselineOutcomesNeeded,
    )
  }
  return { kind: 'evidence', logE: last.logE, blocks: placed }
}

/** ln E after each block. */
export function outcomeSequence(
  blocks: readonly OutcomeBlock[],
  { direction, ratio, per = 'decision' }: OutcomeQuestion,
): readonly { readonly logE: number; readonly bet: boolean }[] {
  const alternatives = bets[direction]
  const scales = per === 'user' ? meanScales : 1
  const logStakes = alternatives.flatMap(({ weight }) =>
    Array.from({ length: scales }, () => Math.log(weight / scales)),
  )
  const past = { undone: 0, n: 0 }
  let logE = 0
  return blocks.map((block) => {
    const bet = past.n >= baselineOutcomesNeeded && block.candidate.n + block.baseline.n > 0
    if (bet) {
      const expected = (past.undone + 0.5) / (past.n + 1)
      const factors = alternatives.flatMap(({ multiple }) => {
        const bold = Math.min(0.99, multiple * ratio * expected)
        const rates = { expected, bold, ratio }
        return per === 'user' ? logMeanFactors(block, rates) : [logCountFactor(block, rates)]
      })
      for (const [k, factor] of factors.entries()) logStakes[k] = (logStakes[k] ?? 0) + factor
      logE = logSumExp(logStakes)
    }
    past.undone += block.baseline.undone
    past.n += block.baseline.n
    return { logE, bet }
  })
}

/** The rates that one bet on a block is made with: the baseline's, the candidate's, and ρ. */
export type BetRates = {
  readonly expected: number
  readonly bold: number
  readonly ratio: number
}

function logCountFactor(
  { candidate, baseline }: OutcomeBlock,
  { expected, bold, ratio }: BetRates,
): number {
  const boundary = boundaryRate(
    { s: baseline.n * expected, n: baseline.n },
    { s: candidate.n * bold, n: candidate.n },
    ratio,
  )
  return logFactor(baseline, expected, boundary) + logFactor(candidate, bold, ratio * boundary)
}

function logFactor(
  { undone, n }: { readonly undone: number; readonly n: number },
  alternative: number,
  boundary: number,
): number {
  return (
    (undone === 0 ? 0 : undone * Math.log(alternative / boundary)) +
    (undone === n ? 0 : (n - undone) * (Math.log1p(-alternative) - Math.log1p(-boundary)))
  )
}
