import { bucketMs } from '../metrics/index.js'
import type { Plan } from './plan.js'

/** An hour, in buckets: what outcomes are compared by, and the most that is ever put together. */
export const hourBuckets: number = 3_600_000 / bucketMs

/** How long after it was sealed a bucket is read by itself. */
const byItselfMs = 3_600_000

/**
 * The widest windows, in buckets, that counts may be put together in without a verdict changing by a digit: they
 * divide the windows that failures are read in, and the hours that outcomes are. 1: none.
 *
 * @param windowMinutes `bursts.window_minutes` of the plan.
 * @param most A divisor of the hour: no wider than this.
 */
export function foldWidth(windowMinutes: number, most: number = hourBuckets): number {
  const buckets = (windowMinutes * 60_000) / bucketMs
  const whole = Math.round(buckets)
  return whole >= 1 && Math.abs(buckets - whole) < 1e-9 ? commonDivisor(whole, most) : 1
}

/**
 * Where a verdict counts a bucket: the latest hour bucket by bucket, what is older in windows of
 * {@link foldWidth}. So it is the same whether a log kept every bucket or a store put them together.
 */
export function placeOfBuckets(
  { bursts }: Pick<Plan, 'bursts'>,
  sealedUntilMs: number,
): (bucket: number) => number {
  const width = foldWidth(bursts.window_minutes)
  const before = Math.floor((sealedUntilMs - byItselfMs) / bucketMs / width) * width
  return (bucket) => (bucket < before ? Math.floor(bucket / width) * width : bucket)
}

function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b)
}
