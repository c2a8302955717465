import { confidenceSequence } from '@partial-trust/core'
import { enoughCandidates, rangeText, type CalibrationBin } from './calibration-bin.js'
import { levelOf, type Level } from './confidence-level.js'

export type Reliability = {
  readonly bins: readonly CalibrationBin[]
  readonly n: number
  readonly verdict: 'informative' | 'misleading' | 'uninformative' | 'not-enough-data'
  /** The verdict in a sentence. */
  readonly because: string
} & Level

const edges = [0, 0.5, 0.6, 0.7, 0.8, 0.9, 1] as const
const alpha = 0.05

export type Pile = { n: number; right: number; stated: number }

/** One empty pile a range. */
export function piles(): Pile[] {
  return Array.from({ length: edges.length - 1 }, () => ({ n: 0, right: 0, stated: 0 }))
}

/** Puts one judged candidate on the pile of its confidence. */
export function pile(into: readonly Pile[], confidence: number, right: boolean): void {
  const index = edges.findLastIndex((edge, i) => i < edges.length - 1 && edge <= confidence)
  const one = into[Math.max(0, index)]
  if (one === undefined) return
  one.n += 1
  one.stated += confidence
  if (right) one.right += 1
}

export function reliability(counted: readonly Pile[]): Reliability {
  // A fixed share each, empty ranges included: which are empty changes while people look.
  const share = alpha / counted.length
  const bins = counted.map((one, i) => bin(one, edges[i] ?? 0, edges[i + 1] ?? 1, share))
  const n = counted.reduce((sum, one) => sum + one.n, 0)
  return { bins, n, ...judge(bins, n), ...levelOf(bins, n) }
}

function bin({ n, right, stated }: Pile, from: number, to: number, share: number): CalibrationBin {
  if (n === 0) return { from, to, n, stated: null, right: null, lower: null, upper: null }
  return {
    from,
    to,
    n,
    stated: stated / n,
    right: right / n,
    ...confidenceSequence(right, n, share),
  }
}

/**
 * Confidence means something where a higher range is shown to be right more often than a lower one, and
 * no pair is shown the other way round. The bounds of all ranges hold at once, so every pair may be compared.
 */
function judge(
  bins: readonly CalibrationBin[],
  n: number,
): Pick<Reliability, 'verdict' | 'because'> {
  if (n < enoughCandidates) {
    return {
      verdict: 'not-enough-data',
      because: `${n} judged candidates state a confidence; at least ${enoughCandidates} are needed`,
    }
  }
  const pairs = bins.flatMap((low, i) => bins.slice(i + 1).map((high) => [low, high] as const))
  const rising = pairs.find(([low, high]) => (high.lower ?? 0) > (low.upper ?? 1))
  const falling = pairs.find(([low, high]) => (high.upper ?? 1) < (low.lower ?? 0))
  if (falling !== undefined) {
    return {
      verdict: 'misleading',
      because: `${rangeText(falling[1])} is shown to be right less often than ${rangeText(falling[0])}: a threshold would choose the worse`,
    }
  }
  if (rising !== undefined) {
    return {
      verdict: 'informative',
      because: `${rangeText(rising[1])} is shown to be right more often than ${rangeText(rising[0])}`,
    }
  }
  return {
    verdict: 'uninformative',
    because:
      'no range of confidence is shown to be right more often than another: do not choose by it',
  }
}
