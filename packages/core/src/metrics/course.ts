import { attemptFailures } from '../corridor/reason-codes.js'

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

const failures: ReadonlySet<string> = new Set(attemptFailures)

/** The fields of a record that decide how it counts. */
export type CourseFields = {
  readonly status: string
  readonly reasonCode: string
  readonly sampled: boolean
  /** Null in the seed's records, whose `error` lines always say `sampled: false`. */
  readonly schema: number | null
}

/**
 * How a record counts (SPEC sections 3 and 5). A doubt never flatters the candidate: a record of
 * status `error` that may have asked the model counts as a failed attempt.
 */
export function courseOf({ status, reasonCode, sampled, schema }: CourseFields): number {
  switch (status) {
    case 'not_sampled':
      return course.eligible
    case 'accepted_llm':
      return attempted | course.judged | course.accepted
    case 'fallback_deterministic':
    case 'shadow':
      return attempted | course.judged | judgement(reasonCode)
    case 'error':
      if (sampled || schema === null) return attempted | course.error
      return 0 // thrown before the draw: nobody was asked
    default:
      return sampled ? course.eligible | course.sampled : 0
  }
}

const attempted = course.eligible | course.sampled | course.attempt

function judgement(reasonCode: string): number {
  if (reasonCode === 'timeout') return course.error | course.timeout
  if (failures.has(reasonCode)) return course.error
  return reasonCode === 'accepted' ? course.accepted : 0
}
