import { confidenceSequence, type Observation } from '@partial-trust/core'

/** What was said later of a decision, by the id it was made for. */
export type ReportedOutcomes = ReadonlyMap<string, 'undone' | 'confirmed'>

/** One range of stated confidence: from `from` (included) to `to` (1 included). */
export type CalibrationBin = {
  readonly from: number
  readonly to: number
  readonly n: number
  /** Mean of the confidences stated. */
  readonly stated: number | null
  /** Share that turned out right, with bounds that hold for all bins together at 95 %. */
  readonly right: number | null
  readonly lower: number | null
  readonly upper: number | null
}

export type Reliability = {
  readonly bins: readonly CalibrationBin[]
  readonly n: number
  readonly verdict: 'informative' | 'misleading' | 'uninformative' | 'not-enough-data'
  /** The verdict in a sentence. */
  readonly because: string
}

export type Calibration = {
  readonly attempts: number
  /** Candidates that state a confidence. */
  readonly stated: number
  /** Right means: reads the command as the baseline does. */
  readonly agreement: Reliability
  /** Right means: not undone later; null without reported outcomes. */
  readonly outcomes: Reliability | null
}

const edges = [0, 0.5, 0.6, 0.7, 0.8, 0.9, 1] as const
/** Fewer judged candidates say nothing either way. */
const enough = 50
const alpha = 0.05

type Pile = { n: number; right: number; stated: number }

/** Gathers stated confidences against what turned out. */
export class Calibrator {
  #attempts = 0
  #stated = 0
  readonly #agreement = piles()
  readonly #kept = piles()
  readonly #outcomes: ReportedOutcomes | null

  constructor(outcomes: ReportedOutcomes | null) {
    this.#outcomes = outcomes
  }

  add({ confidence, mismatch, commandId, traceId, reasonCode }: Observation): void {
    this.#attempts += 1
    if (confidence === null || confidence < 0 || confidence > 1) return
    this.#stated += 1
    if (mismatch !== null) {
      count(this.#agreement, confidence, !mismatch.intent && !mismatch.entityKeys)
    }
    // Only an accepted candidate can have been kept or undone.
    if (this.#outcomes === null || reasonCode !== 'accepted') return
    const outcome = this.#outcomes.get(commandId ?? '') ?? this.#outcomes.get(traceId ?? '')
    if (outcome !== undefined) count(this.#kept, confidence, outcome === 'confirmed')
  }

  result(): Calibration {
    return {
      attempts: this.#attempts,
      stated: this.#stated,
      agreement: reliability(this.#agreement),
      outcomes: this.#outcomes === null ? null : reliability(this.#kept),
    }
  }
}

function piles(): Pile[] {
  return Array.from({ length: edges.length - 1 }, () => ({ n: 0, right: 0, stated: 0 }))
}

function count(into: readonly Pile[], confidence: number, right: boolean): void {
  const index = edges.findLastIndex((edge, i) => i < edges.length - 1 && edge <= confidence)
  const pile = into[Math.max(0, index)]
  if (pile === undefined) return
  pile.n += 1
  pile.stated += confidence
  if (right) pile.right += 1
}

function reliability(counted: readonly Pile[]): Reliability {
  const used = Math.max(1, counted.filter(({ n }) => n > 0).length)
  const bins = counted.map((pile, i) => bin(pile, edges[i] ?? 0, edges[i + 1] ?? 1, alpha / used))
  const n = counted.reduce((sum, pile) => sum + pile.n, 0)
  return { bins, n, ...judge(bins, n) }
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
  if (n < enough) {
    return {
      verdict: 'not-enough-data',
      because: `${n} judged candidates state a confidence; at least ${enough} are needed`,
    }
  }
  const pairs = bins.flatMap((low, i) => bins.slice(i + 1).map((high) => [low, high] as const))
  const rising = pairs.find(([low, high]) => (high.lower ?? 0) > (low.upper ?? 1))
  const falling = pairs.find(([low, high]) => (high.upper ?? 1) < (low.lower ?? 0))
  if (falling !== undefined) {
    return {
      verdict: 'misleading',
      because: `${range(falling[1])} is shown to be right less often than ${range(falling[0])}: a threshold would choose the worse`,
    }
  }
  if (rising !== undefined) {
    return {
      verdict: 'informative',
      because: `${range(rising[1])} is shown to be right more often than ${range(rising[0])}`,
    }
  }
  return {
    verdict: 'uninformative',
    because:
      'no range of confidence is shown to be right more often than another: do not choose by it',
  }
}

function range({ from, to }: CalibrationBin): string {
  return `confidence ${from} to ${to}`
}
