import { refusals } from '../corridor/reason-codes.js'

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

const refused: ReadonlySet<string> = new Set(refusals)

/** The fields of a record that decide how it counts. */
export type CourseFields = {
  readonly status: string
  readonly reasonCode: string
  readonly sampled: boolean
  /** Null in the seed's records, whose `error` lines always say `sampled: false`. */
  readonly schema: number | null
}

/**
 * How a record counts (SPEC sections 3 and 5). A doubt never flatters the candidate: a record that may
 * have asked the model counts as a failed attempt when it is of status `error`, when its status or reason
 * is none we know, and when it contradicts itself.
 */
export function courseOf({ status, reasonCode, sampled, schema }: CourseFields): number {
  switch (status) {
    case 'not_sampled':
      return sampled ? failed : course.eligible
    case 'skipped':
      return sampled ? course.eligible | course.sampled : 0
    case 'accepted_llm':
      return sampled && reasonCode === 'accepted' ? accepted : failed
    case 'fallback_deterministic':
      return sampled ? judgement(reasonCode) : failed
    case 'shadow':
      if (!sampled) return failed
      return reasonCode === 'accepted' ? accepted : judgement(reasonCode)
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

function judgement(reasonCode: string): number {
  if (reasonCode === 'timeout') return failed | course.timeout
  return refused.has(reasonCode) ? attempted | course.judged : failed
}
