import type { Grant } from './authorities.js'
import type { BaselineReading, DecisionIds } from './corridor-definition.js'
import type { ErrorName } from './error-name.js'
import type { ReasonCode } from './reason-codes.js'
import type { CandidateSummary, DiffSummary, ModelMeta, RiskRecord } from './risk-record.js'
import { riskRecordSchema } from './risk-record.js'
import type { Status } from './status.js'

/** What of one decision goes into its record before a candidate is asked for. */
export type RecordedCourse = {
  readonly ids: DecisionIds
  readonly commandId: string | null
  readonly bucket: number
  readonly reading: BaselineReading
  readonly given: Grant
}

/** What the candidate adds to it. */
export type Findings = {
  readonly sampled: boolean
  readonly latencyMs: number | null
  readonly meta: ModelMeta | null
  readonly summary: CandidateSummary | null
  readonly diff: DiffSummary | null
}

export const unasked: Findings = {
  sampled: false,
  latencyMs: null,
  meta: null,
  summary: null,
  diff: null,
}

/** Stands for the reading of a baseline that the corridor's own code could not read. */
export const unread: BaselineReading = {
  executes: false,
  entityKeys: [],
  summary: {
    intent: 'other',
    decision_type: 'other',
    action_count: 0,
    entity_keys_count: 0,
    has_list_id: false,
  },
}

export type RecordConstants = {
  readonly intent: string
  readonly epoch: string
  readonly instance: string
  readonly deadlineMs: number
  readonly timestamp: () => string
  readonly pseudonym: ((id: string) => string) | undefined
}

/** Makes the function that turns one decision into its record; keys in SPEC section 4's order. */
export function recordMaker(
  constants: RecordConstants,
): (
  course: RecordedCourse,
  status: Status,
  reason: ReasonCode | ErrorName,
  found: Findings,
) => RiskRecord {
  const { intent, epoch, instance, deadlineMs, timestamp, pseudonym } = constants
  const recorded = (id: string): string => (pseudonym === undefined ? id : pseudonym(id))
  return ({ ids, commandId, bucket, reading, given }, status, reason, found) => ({
    timestamp: timestamp(),
    trace_id: recorded(ids.traceId),
    command_id: commandId === null ? null : recorded(commandId),
    corridor_intent: intent,
    sample_rate: given.rate,
    sampled: found.sampled,
    status,
    reason_code: reason,
    latency_ms: found.latencyMs,
    model_meta: found.meta,
    baseline_summary: reading === unread ? null : reading.summary,
    llm_summary: found.summary,
    diff_summary: found.diff,
    schema: riskRecordSchema,
    epoch,
    stage: given.stage,
    mode: given.mode,
    // Six decimals; the last step stays below 1, where no bucket lies.
    bucket: Math.min(Math.round(bucket * 1e6), 999_999) / 1e6,
    deadline_ms: deadlineMs,
    instance,
  })
}
