import { isOwnReason, roleOf } from '../record/index.js'
import type { Mismatch } from './observation.js'

/**
 * What can be said of one decision, a bit each; the counters are made of these (`counter-table.ts`).
 * The first seven follow from how it ended ({@link endingMarks}), the others from its numbers.
 */
export const mark = {
  eligible: 1,
  sampled: 2,
  attempt: 4,
  judged: 8,
  error: 16,
  timeout: 32,
  accepted: 64,
  /** Timed out, took longer than its deadline, or names no latency. */
  late: 128,
  /** Both sides gave a value. */
  compared: 256,
  /** The record says of all four whether they differ. */
  comparedInFull: 512,
  readsOtherwise: 1024,
  fillsOtherwise: 2048,
  decidesOtherwise: 4096,
  actsOtherwise: 8192,
  /** Names its tokens. */
  metered: 16384,
} as const
export type Mark = keyof typeof mark

/** The fields of a record that say how the decision ended. */
export type EndingFields = {
  readonly status: string
  readonly reasonCode: string
  readonly sampled: boolean
  /** Null in the seed's records, whose `error` lines always say `sampled: false`. */
  readonly schema: number | null
  /** What the record compares; null where there was no candidate to compare. */
  readonly mismatch: Mismatch | null
}

/**
 * The marks of how a record ended (SPEC sections 3 and 5). A doubt never flatters the candidate: a record that may
 * have asked the model counts as a failed attempt when it is of status `error`, when its status or reason
 * is none we know, and when it contradicts itself.
 */
export function endingMarks(fields: EndingFields): number {
  const { status, reasonCode, sampled, schema } = fields
  switch (status) {
    case 'not_sampled':
      return sampled ? failed : mark.eligible
    case 'skipped':
      return sampled ? mark.eligible | mark.sampled : 0
    case 'accepted_llm':
      return sampled && reasonCode === 'accepted' ? accepted : failed
    case 'fallback_deterministic':
      return sampled ? judgement(fields) : failed
    case 'shadow':
      if (!sampled) return failed
      return reasonCode === 'accepted' ? accepted : judgement(fields)
    case 'error':
      // Not sampled: thrown before the draw, nobody was asked.
      return sampled || schema === null ? attempted | mark.error : 0
    default:
      return sampled ? failed : 0
  }
}

const attempted = mark.eligible | mark.sampled | mark.attempt
const accepted = attempted | mark.judged | mark.accepted
const failed = attempted | mark.judged | mark.error

/**
 * A reason of a corridor's own is a refusal where the record compares the candidate that was refused:
 * what never came cannot be compared. The seed's records do not always, and have no other reasons.
 */
function judgement({ reasonCode, schema, mismatch }: EndingFields): number {
  if (reasonCode === 'timeout') return failed | mark.timeout
  const isOwn = isOwnReason(reasonCode) && (mismatch !== null || schema === null)
  return isOwn || roleOf(reasonCode) === 'refusal' ? attempted | mark.judged : failed
}
