/** The decisions that started in one sealed bucket: `s` of `n` had the event. */
export type BucketCount = { readonly startMs: number; readonly s: number; readonly n: number }

/**
 * Buckets put together into wider windows, in time order. Buckets may come in any order and several
 * with one start (instances); empty ones are left out.
 *
 * @param untilMs Only windows that ended by then: the mean of a window that still grows may be bet on
 *   once, when it is complete, and not again after each of its decisions. Default: all of them.
 */
export function windowsOf(
  buckets: readonly BucketCount[],
  windowMs: number,
  untilMs = Infinity,
): readonly BucketCount[] {
  const windows = new Map<number, { s: number; n: number }>()
  for (const { startMs, s, n } of buckets) {
    if (n === 0) continue
    const start = Math.floor(startMs / windowMs) * windowMs
    if (start + windowMs > untilMs) continue
    const known = windows.get(start)
    if (known === undefined) windows.set(start, { s, n })
    else {
      known.s += s
      known.n += n
    }
  }
  return [...windows]
    .toSorted(([a], [b]) => a - b)
    .map(([startMs, counts]) => ({ startMs, ...counts }))
}
