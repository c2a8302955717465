import type { BucketCount } from './bucket-count.js'
import { notEnoughData, type NotEnoughData } from './enough-data.js'

/** Above this correlation inside windows, counts overstate what they know and window means are used. */
export const correlationLimit = 0.02
/** Windows with at least two decisions that an estimate needs. */
export const windowsNeeded = 20

export type BurstCorrelation =
  /** 0: decisions of a window know nothing of each other; 1: they share one fate. May be below 0 by chance. */
  | {
      readonly kind: 'estimate'
      readonly correlation: number
      /** Whether events share windows clearly more often than chance would have it. */
      readonly clear: boolean
    }
  | NotEnoughData

/**
 * Intra-class correlation of the event inside windows, by analysis of variance. Without a single event
 * (or without a single decision that lacked it) there is no variance to analyse.
 */
export function burstCorrelation(windows: readonly BucketCount[]): BurstCorrelation {
  const groups = windows.filter(({ n }) => n > 0)
  const paired = groups.filter(({ n }) => n >= 2).length
  if (paired < windowsNeeded) {
    return notEnoughData('windows with two decisions or more', paired, windowsNeeded)
  }
  const total = groups.reduce((sum, { n }) => sum + n, 0)
  const events = groups.reduce((sum, { s }) => sum + s, 0)
  if (events === 0 || events === total) return notEnoughData('events of both kinds', 0, 1)
  const mean = events / total
  const k = groups.length
  let between = 0
  let within = 0
  let squares = 0
  for (const { s, n } of groups) {
    between += n * (s / n - mean) ** 2
    within += s * (1 - s / n)
    squares += n * n
  }
  const meanBetween = between / (k - 1)
  const meanWithin = within / (total - k)
  const size = (total - squares / total) / (k - 1)
  const correlation = (meanBetween - meanWithin) / (meanBetween + (size - 1) * meanWithin)
  return { kind: 'estimate', correlation, clear: sharesWindows(groups, mean) }
}

/** Whether the burst correlation is known and high enough to count windows instead of decisions. */
export function comesInBursts(answer: BurstCorrelation): boolean {
  return answer.kind === 'estimate' && answer.clear && answer.correlation > correlationLimit
}

/**
 * A handful of events scatters the estimate far beyond the limit by chance. Clear is: at least three
 * pairs of events in one window, and three standard deviations more than independence explains.
 */
function sharesWindows(groups: readonly BucketCount[], rate: number): boolean {
  let [pairs, expected, variance] = [0, 0, 0]
  for (const { s, n } of groups) {
    const twos = (n * (n - 1)) / 2
    const threes = (twos * (n - 2)) / 3
    pairs += (s * (s - 1)) / 2
    expected += twos * rate ** 2
    variance += twos * rate ** 2 * (1 - rate ** 2) + 6 * threes * rate ** 3 * (1 - rate)
  }
  return pairs >= 3 && pairs - expected > 3 * Math.sqrt(variance)
}
