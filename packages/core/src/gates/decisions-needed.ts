/** More than this is as good as never. */
const never = 1e9

/**
 * How many more decisions it takes until the evidence reaches its limit if the rate seen so far goes
 * on; 0 when it has, null when it never will (within 1e9).
 *
 * @param evidence ln E of counts; takes fractions of events.
 */
export function decisionsNeeded(
  evidence: (s: number, n: number) => number,
  { s, n }: { readonly s: number; readonly n: number },
  limit: number,
): number | null {
  const rate = n === 0 ? 0 : s / n
  const reaches = (more: number): boolean => evidence(s + rate * more, n + more) >= limit
  if (reaches(0)) return 0
  let high = 1
  while (!reaches(high)) {
    high *= 2
    if (high > never) return null
  }
  let low = high / 2
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (reaches(middle)) high = middle
    else low = middle
  }
  return high
}
