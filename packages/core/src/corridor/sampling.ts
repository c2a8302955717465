import { sha256Words } from './sha256.js'

/**
 * Where an id lies in [0, 1): the first 8 bytes of SHA-256(UTF-8(salt + id)), big-endian, over
 * 2^64 (SPEC section 3). A null id counts as the empty string.
 *
 * The values are recorded in risk logs and shared with the seed system; changing them is a
 * breaking change (docs/adr, hash and its permanence).
 */
export function sampleBucket(salt: string, id: string | null): number {
  const words = sha256Words(id === null ? salt : salt + id)
  // Both terms are exact doubles, so the sum is rounded once, like the division it stands for.
  return ((words[0] ?? 0) >>> 0) * 2 ** -32 + ((words[1] ?? 0) >>> 0) * 2 ** -64
}

/**
 * Whether an id at `bucket` is in the sample. Depends on its arguments alone, so every process
 * gives the same answer and a log can be re-checked years later; raising `rate` only ever adds ids.
 *
 * @param rate Share of ids from 0 (never) to 1 (always). NaN is never.
 */
export function isSampled(bucket: number, rate: number): boolean {
  return rate >= 1 || bucket < rate
}
