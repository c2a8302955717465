import type { Observation } from '@partial-trust/core/metrics'

/**
 * A number from 0 to 2^53 for what makes two lines one decision (the core's `recordIdentity`). Two
 * multiply-rotate lanes over 32-bit words with a final mix; not for secrets. The scanner computes the
 * same from the line's bytes, and summaries keep it: changing it means changing both and the
 * summary's version.
 */
export function recordHash(observation: Observation): number {
  const { corridor, instance, traceId, commandId, status, reasonCode, atMs, latencyMs } =
    observation
  const texts = [corridor, instance, traceId ?? '', commandId ?? '', status, reasonCode]
  const lanes: Lanes = { a: 0x9e3779b9 | 0, b: 0x85ebca6b | 0 }
  for (const text of texts) takeText(lanes, utf8.encode(text))
  takeNumber(lanes, atMs)
  takeNumber(lanes, latencyMs)
  const high = mix(lanes.a ^ (lanes.b >>> 13))
  const low = mix(lanes.b ^ (lanes.a >>> 11))
  return (high >>> 11) * 2 ** 32 + (low >>> 0)
}

type Lanes = { a: number; b: number }

const utf8 = new TextEncoder()
const words = new DataView(new ArrayBuffer(8))

/** The length first, so that texts cannot run into each other; then words, the last one padded. */
function takeText(lanes: Lanes, bytes: Uint8Array): void {
  take(lanes, bytes.length)
  for (let i = 0; i < bytes.length; i += 4) {
    words.setUint32(0, 0)
    for (let j = 0; j < 4 && i + j < bytes.length; j += 1) words.setUint8(j, bytes[i + j] ?? 0)
    take(lanes, words.getUint32(0, true))
  }
}

function takeNumber(lanes: Lanes, value: number | null): void {
  if (value === null) words.setBigUint64(0, 2n ** 64n - 1n)
  else words.setFloat64(0, value, true)
  take(lanes, words.getUint32(0, true))
  take(lanes, words.getUint32(4, true))
}

function take(lanes: Lanes, word: number): void {
  lanes.a = rotate(Math.imul(lanes.a ^ word, 0x9e3779b1), 13)
  lanes.b = rotate(Math.imul(lanes.b ^ word, 0x5f356495), 17)
}

function rotate(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by))
}

function mix(hash: number): number {
  let h = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return h ^ (h >>> 16)
}
