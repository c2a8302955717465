import { logLimit, lowerBound, upperBound } from './bounds.js'
import { fewestCleanDecisions } from './planning.js'
import { fallbackSpending } from './spending.js'
import type { ThresholdGroup } from './threshold-fold.js'
import {
  goCounts,
  goDecisionsNeeded,
  goUpper,
  logGoEvidence,
  type GoCounts,
} from './go-evidence.js'

/** Compared candidates of one epoch and one kind of confidence that would pass at a threshold. */
export type ThresholdCounts = {
  readonly threshold: number
  /** `s` of `n` were wrong. */
  readonly counts: GoCounts
}

export type ThresholdRow = {
  readonly threshold: number
  readonly s: number
  readonly n: number
  /** Largest wrong rate not ruled out at `spend`. */
  readonly upper: number
  /** Of all compared candidates, those that would pass. */
  readonly passes: number
  /** The error that this threshold may spend; what a certified one had passes on to the next. */
  readonly spend: number
  readonly log_e: number
  readonly certified: boolean
  /** More compared candidates until it is certified at the present rates; null: never, 0: it is. */
  readonly needs: number | null
}

export type Tuning =
  | { readonly kind: 'certified'; readonly loosest: number; readonly rows: readonly ThresholdRow[] }
  /** `more` compared candidates until the first is certified, about; null: more than 1e9. */
  | {
      readonly kind: 'not_yet'
      readonly more: number | null
      readonly rows: readonly ThresholdRow[]
    }
  /** No threshold can be certified, with the bound that says so. */
  | { readonly kind: 'impossible'; readonly reason: string; readonly rows: readonly ThresholdRow[] }

export type TuneQuestion = {
  /** Largest share of wrong ones among those that pass. Inside (0, 1). */
  readonly maxWrong: number
  /** Chance of ever certifying a threshold that is not good enough. Default 0.05. */
  readonly delta?: number
  /** Compared candidates that the data can come to; default: no limit. */
  readonly mostCompared?: number
}

/**
 * The loosest confidence threshold that is certified to let at most `maxWrong` wrong ones through (GATES 7: learn
 * then test with e-processes, fallback spending). The risk need not fall as the threshold rises. Holds however
 * often one looks: P(ever a certified threshold is not good enough) <= delta.
 *
 * @param thresholds Strictest first, the same at every look.
 * @param compared All compared candidates, whatever their confidence.
 * @throws {RangeError} when `maxWrong` or `delta` is not inside (0, 1), or thresholds are missing or out of order.
 */
export function tuneThreshold(
  thresholds: readonly ThresholdCounts[],
  compared: GoCounts,
  { maxWrong, delta = 0.05, mostCompared = Infinity }: TuneQuestion,
): Tuning {
  check(thresholds, maxWrong, delta)
  const rows = rowsOf(thresholds, compared, maxWrong, delta)
  const certified = rows.filter((row) => row.certified).at(-1)
  if (certified !== undefined) {
    return { kind: 'certified', loosest: certified.threshold, rows }
  }
  const reason = whyNever(rows, compared, { maxWrong, delta, mostCompared })
  if (reason !== null) return { kind: 'impossible', reason, rows }
  const waits = rows.flatMap(({ needs }) => (needs === null ? [] : [needs]))
  // Nothing but the present rates speaks against it, and they may change: a clean run from here on, then.
  const clean = fewestCleanDecisions(maxWrong, delta / rows.length)
  return { kind: 'not_yet', more: waits.length === 0 ? clean : Math.min(...waits), rows }
}

/** {@link tuneThreshold} of one group of candidates, counted by time. */
export function tuneGroup(
  group: ThresholdGroup,
  thresholds: readonly number[],
  windowMs: number,
  question: TuneQuestion,
): Tuning {
  const rows = thresholds.map((threshold, index) => ({
    threshold,
    counts: goCounts(group.passing[index] ?? [], windowMs),
  }))
  return tuneThreshold(rows, goCounts(group.compared, windowMs), question)
}

function rowsOf(
  thresholds: readonly ThresholdCounts[],
  compared: GoCounts,
  maxWrong: number,
  delta: number,
): readonly ThresholdRow[] {
  const logs = thresholds.map(({ counts }) => logGoEvidence(counts, maxWrong))
  const spent = fallbackSpending(thresholds.length, delta, (index, spend) => {
    return (logs[index] ?? 0) >= logLimit(spend)
  })
  return thresholds.map(({ threshold, counts }, index) => {
    const { spend, certified } = spent[index] ?? { spend: 0, certified: false }
    const passes = compared.n === 0 ? 0 : counts.n / compared.n
    const more = certified ? 0 : goDecisionsNeeded(counts, maxWrong, logLimit(spend))
    return {
      threshold,
      s: counts.s,
      n: counts.n,
      upper: goUpper(counts, spend),
      passes,
      spend,
      log_e: logs[index] ?? 0,
      certified,
      needs: more === null || (more > 0 && passes === 0) ? null : Math.ceil(more / (passes || 1)),
    }
  })
}

/** Why no threshold can ever be certified; null while one may. */
function whyNever(
  rows: readonly ThresholdRow[],
  compared: GoCounts,
  { maxWrong, delta, mostCompared }: Required<TuneQuestion>,
): string | null {
  const most = Math.max(0, ...rows.map(({ passes }) => passes))
  const fewest = fewestCleanDecisions(maxWrong, delta / rows.length)
  if (compared.n > 0 && fewest !== null && most > 0 && fewest > mostCompared * most) {
    return `a wrong rate of at most ${maxWrong} takes at least ${fewest} clean candidates above one threshold, ${Math.ceil(fewest / most)} compared at the present pass rate of ${share(most)}; there can be ${mostCompared}`
  }
  // At the present pass rate a threshold that nothing passes never comes to anything.
  const passed = rows.filter(({ n }) => n > 0)
  if (passed.length === 0 || passed.some(({ needs }) => needs !== null)) return null
  const base = leastWrong(compared, delta)
  // Confidence that told right from wrong would leave one threshold clearly better than all together.
  const tells = passed.some(({ s, n }) => upperBound(s, n, delta / rows.length) < base)
  if (!tells && base >= maxWrong) {
    return `at least ${share(base)} of all compared candidates are wrong and confidence does not tell which: no threshold gets below that, and at most ${share(maxWrong)} is asked for`
  }
  const each = Math.min(...passed.map((row) => leastWrong(row, delta / rows.length)))
  if (each < maxWrong) return null
  return `at every threshold at least ${share(each)} of those that pass are shown to be wrong, and at most ${share(maxWrong)} is asked for`
}

/** The least wrong rate that the counts leave open. */
function leastWrong({ s, n }: { readonly s: number; readonly n: number }, alpha: number): number {
  return n === 0 ? 0 : lowerBound(s, n, alpha)
}

function check(thresholds: readonly ThresholdCounts[], maxWrong: number, delta: number): void {
  for (const [name, value] of [
    ['maxWrong', maxWrong],
    ['delta', delta],
  ] as const) {
    if (!(value > 0 && value < 1)) {
      throw new RangeError(`${name} must lie between 0 and 1, both excluded, got ${value}`)
    }
  }
  if (thresholds.length === 0) throw new RangeError('there must be a threshold to certify')
  for (const [i, { threshold }] of thresholds.entries()) {
    const before = thresholds[i - 1]?.threshold ?? Infinity
    if (!(threshold < before)) {
      throw new RangeError(`thresholds must fall: ${threshold} comes after ${before}`)
    }
  }
}

function share(value: number): string {
  return `${Number((100 * value).toPrecision(3))} %`
}
