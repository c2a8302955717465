import { isOwnReason, roleOf } from '../record/index.js'
import type { Mismatch } from './observation.js'

/** Bits that say how one decision counts; made once per (status, reason, …) and added many times. */
export const course = {
  eligible: 1,
  sampled: 2,
  attempt: 4,
  judged: 8,
  error: 16,
  timeout: 32,
  accepted: 64,
} as const

/** The fields of a record that decide how it counts. */
export type CourseFields = {
  readonly status: string
  readonly reasonCode: string
  readonly sampled: boolean
  /** Null in the seed's records, whose `error` lines always say `sampled: false`. */
  readonly schema: number | null
  /** What the record compares; null where there was no candidate to compare. */
  readonly mismatch: Mismatch | null
}

/**
 * How a record counts (SPEC sections 3 and 5). A doubt never flatters the candidate: a record that may
 * have asked the model counts as a failed attempt when it is of status `error`, when its status or reason
 * is none we know, and when it contradicts itself.
 */
export function courseOf(fields: CourseFields): number {
  const { status, reasonCode, sampled, schema } = fields
  switch (status) {
    case 'not_sampled':
      return sampled ? failed : course.eligible
    case 'skipped':
      return sampled ? course.eligible | course.sampled : 0
    case 'accepted_llm':
      return sampled && reasonCode === 'accepted' ? accepted : failed
    case 'fallback_deterministic':
      return sampled ? judgement(fields) : failed
    case 'shadow':
      if (!sampled) return failed
      return reasonCode === 'accepted' ? accepted : judgement(fields)
    case 'error':
      // Not sampled: thrown before the draw, nobody was asked.
      return sampled || schema === null ? attempted | course.error : 0
    default:
      return sampled ? failed : 0
  }
}

const attempted = course.eligible | course.sampled | course.attempt
const accepted = attempted | course.judged | course.accepted
const failed = attempted | course.judged | course.error

/**
 * A reason of a corridor's own is a refusal where the record compares the candidate that was refused:
 * what never came cannot be compared. The seed's records do not always, and have no other reasons.
 */
function judgement({ reasonCode, schema, mismatch }: CourseFields): number {
  if (reasonCode === 'timeout') return failed | course.timeout
  const isOwn = isOwnReason(reasonCode) && (mismatch !== null || schema === null)
  return isOwn || roleOf(reasonCode) === 'refusal' ? attempted | course.judged : failed
}
