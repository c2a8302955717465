import type { RiskRecord } from '@partial-trust/core'

/** What is looked for; null: anything. Times are ms since 1970, from `since` to before `until`. */
export type RecordQuestion = {
  readonly intent: string | null
  /** Part of the trace id or of the command id, as records have it. */
  readonly id: string | null
  readonly status: string | null
  readonly reason: string | null
  readonly epoch: string | null
  readonly stage: string | null
  /** True: only those in which model and baseline disagree. */
  readonly differs: boolean
  readonly since: number | null
  readonly until: number | null
  readonly limit: number
}

export function recordFits(record: RiskRecord, wanted: RecordQuestion): boolean {
  const at = Date.parse(record.timestamp)
  return (
    isAskedFor(record, wanted) &&
    (wanted.intent === null || record.corridor_intent === wanted.intent) &&
    (wanted.id === null ||
      record.trace_id.includes(wanted.id) ||
      record.command_id?.includes(wanted.id) === true) &&
    (wanted.status === null || record.status === wanted.status) &&
    (wanted.reason === null || record.reason_code === wanted.reason) &&
    (wanted.epoch === null || record.epoch === wanted.epoch) &&
    (wanted.stage === null || record.stage === wanted.stage) &&
    (!wanted.differs || Object.values(record.diff_summary ?? {}).includes(true)) &&
    (wanted.since === null || at >= wanted.since) &&
    (wanted.until === null || at < wanted.until)
  )
}

/** Those outside the sample say the same thousands of times a minute: they are shown when asked for by name. */
function isAskedFor(record: RiskRecord, { id, status, reason }: RecordQuestion): boolean {
  return (
    record.sampled || record.status === 'error' || id !== null || status !== null || reason !== null
  )
}
