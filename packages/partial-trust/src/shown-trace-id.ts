import type { RiskRecord } from '@partial-trust/core'

/** Ids of our own making, and pseudonyms; what a caller calls a decision may name a person. */
const ours = /^(?:trace-[0-9a-f]{20,64}|[0-9a-f]{64})$/

/** The id by which a record is found, for signals that leave the process; null where it is the caller's own word. */
export function shownTraceId({ trace_id: traceId }: Pick<RiskRecord, 'trace_id'>): string | null {
  return ours.test(traceId) ? traceId : null
}
