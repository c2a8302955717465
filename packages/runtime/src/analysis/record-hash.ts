import type { Observation } from '@partial-trust/core'

/**
 * A number from 0 to 2^53 for what makes two lines one decision (the core's `recordIdentity`). Two
 * multiply-xor lanes with a final mix; not for secrets. The scanner computes the same from the
 * line's bytes, and summaries keep it: never change it.
 */
export function recordHash(observation: Observation): number {
  const { instance, traceId, commandId, status, reasonCode, atMs, latencyMs } = observation
  const lanes: Lanes = { a: 0x9e3779b9 | 0, b: 0x85ebca6b | 0 }
  for (const text of [instance, traceId ?? '', commandId ?? '', status, reasonCode]) {
    for (const byte of utf8.encode(text)) take(lanes, byte)
    take(lanes, 0xff) // in no UTF-8 text, so the fields cannot run into each other
  }
  takeNumber(lanes, atMs)
  takeNumber(lanes, latencyMs)
  return finish(lanes)
}

type Lanes = { a: number; b: number }

const utf8 = new TextEncoder()
const number = new DataView(new ArrayBuffer(8))

function takeNumber(lanes: Lanes, value: number | null): void {
  number.setFloat64(0, value ?? Number.NaN, true)
  for (let i = 0; i < 8; i += 1) take(lanes, value === null ? 0xfe : number.getUint8(i))
}

function take(lanes: Lanes, byte: number): void {
  lanes.a = Math.imul(lanes.a ^ byte, 0x9e3779b1)
  lanes.b = Math.imul(lanes.b ^ byte, 0x5f356495)
  lanes.b ^= lanes.b >>> 15
}

function finish({ a, b }: Lanes): number {
  const high = mix(a ^ (b >>> 13))
  const low = mix(b ^ (a >>> 11))
  return (high >>> 11) * 2 ** 32 + (low >>> 0)
}

function mix(hash: number): number {
  let h = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return h ^ (h >>> 16)
}
