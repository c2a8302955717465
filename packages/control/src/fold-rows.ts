import { addVector, emptyVector } from '@partial-trust/core'
import type { CountVector } from '@partial-trust/core'
import { decodeCounts, decodeKey, encodeKey, foldedKey } from './cell-codec.js'

/** What a window's rows add to the rows that they are put together in, by those rows' keys. */
export function foldRows(
  rows: Iterable<{ readonly key: string; readonly counts: string }>,
): ReadonlyMap<string, CountVector> {
  const sums = new Map<string, CountVector>()
  for (const { key, counts } of rows) {
    const name = encodeKey(foldedKey(decodeKey(key)))
    const sum = sums.get(name) ?? emptyVector()
    addVector(sum, decodeCounts(counts))
    sums.set(name, sum)
  }
  return sums
}
