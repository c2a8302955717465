import { isRecord } from '@partial-trust/core'
import type { StopProofFigures } from './stop-proof.js'

/** @throws {TypeError} when it is none. */
export function parseProofFigures(value: unknown): StopProofFigures {
  if (!isRecord(value)) throw new TypeError('the proof is no object')
  const { at, unproved } = value
  if (typeof at !== 'string' || Number.isNaN(Date.parse(at)))
    throw new TypeError('the proof has no time')
  if (typeof unproved !== 'number' || !Number.isSafeInteger(unproved) || unproved < 0)
    throw new TypeError('unproved is no number of processes')
  return { at, unproved }
}
