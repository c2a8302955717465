import { boundaryRate } from './acceptance-drop.js'
import { notEnoughData, type NotEnoughData } from './enough-data.js'
import { logMeanExp } from './log-space.js'

/** Outcomes of one sealed period by assigned arm: `undone` of `n` decisions were undone later. */
export type OutcomeBlock = {
  readonly candidate: { readonly undone: number; readonly n: number }
  readonly baseline: { readonly undone: number; readonly n: number }
}

export type OutcomeEvidence =
  { readonly kind: 'evidence'; readonly logE: number; readonly blocks: number } | NotEnoughData

/** Past baseline outcomes before the first bet. */
export const baselineOutcomesNeeded = 200
const rateRatios = [1.25, 1.5, 2, 3] as const

/**
 * Evidence that decisions assigned to the candidate are undone more than `ratio` times as often as those
 * assigned to the baseline: 2x2 blocks in time order (GATES 1.9; Turner, Ly and Grünwald 2024). Arms are by
 * assignment, never by what was accepted, which would pick the easy cases.
 *
 * @param ratio ρ: 1 asks for any harm, 1.1 allows a tenth more.
 */
export function outcomeEvidence(blocks: readonly OutcomeBlock[], ratio = 1): OutcomeEvidence {
  const steps = outcomeSequence(blocks, ratio)
  const have = blocks.reduce((sum, block) => sum + block.baseline.n, 0)
  const bets = steps.filter(({ bet }) => bet).length
  const last = steps.at(-1)
  if (last === undefined || bets === 0) {
    return notEnoughData(
      'baseline outcomes before the latest period',
      have - (blocks.at(-1)?.baseline.n ?? 0),
      baselineOutcomesNeeded,
    )
  }
  return { kind: 'evidence', logE: last.logE, blocks: bets }
}

/** ln E after each block. */
export function outcomeSequence(
  blocks: readonly OutcomeBlock[],
  ratio: number,
): readonly { readonly logE: number; readonly bet: boolean }[] {
  const logProducts = rateRatios.map(() => 0)
  const past = { undone: 0, n: 0 }
  return blocks.map(({ candidate, baseline }) => {
    const bet = past.n >= baselineOutcomesNeeded && candidate.n + baseline.n > 0
    if (bet) {
      const expected = (past.undone + 0.5) / (past.n + 1)
      for (const [k, worse] of rateRatios.entries()) {
        const bold = Math.min(0.99, worse * ratio * expected)
        const boundary = boundaryRate(
          { s: baseline.n * expected, n: baseline.n },
          { s: candidate.n * bold, n: candidate.n },
          ratio,
        )
        logProducts[k] =
          (logProducts[k] ?? 0) +
          logFactor(baseline, expected, boundary) +
          logFactor(candidate, bold, ratio * boundary)
      }
    }
    past.undone += baseline.undone
    past.n += baseline.n
    return { logE: logMeanExp(logProducts), bet }
  })
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
