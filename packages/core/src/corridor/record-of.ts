import { riskRecordSchema } from '../record/index.js'
import type { RiskRecord } from '../record/index.js'
import { unread } from './course.js'
import type { Course, Ending } from './course.js'
import { silence } from './foreign.js'

export type RecordConstants = {
  readonly intent: string
  readonly epoch: string
  readonly instance: string
  readonly timestamp: () => string
  readonly pseudonym: ((id: string) => string) | undefined
}

/** Makes the function that turns one decision into its record; keys in the order of the record's shape. */
export function recordMaker(
  constants: RecordConstants,
): (course: Course<unknown, unknown>, ending: Ending) => RiskRecord {
  const { intent, epoch, instance, timestamp, pseudonym } = constants
  const recorded = pseudonym === undefined ? (id: string): string => id : guarded(pseudonym)
  return ({ ids, commandId, bucket, reading, given }, { status, reason, facts }) => ({
    timestamp: timestamp(),
    trace_id: recorded(ids.traceId),
    command_id: commandId === null ? null : recorded(commandId),
    corridor_intent: intent,
    sample_rate: given.rate,
    sampled: facts.sampled,
    status,
    reason_code: reason,
    latency_ms: facts.latencyMs,
    model_meta: facts.meta,
    baseline_summary: reading === unread ? null : reading.summary,
    llm_summary: facts.summary,
    diff_summary: facts.diff,
    schema: riskRecordSchema,
    epoch,
    stage: given.stage,
    mode: given.mode,
    // Six decimals; the last step stays below 1, where no bucket lies.
    bucket: Math.min(Math.round(bucket * 1e6), 999_999) / 1e6,
    deadline_ms: given.deadlineMs,
    instance,
  })
}

/** Stands for an id whose pseudonym could not be made: the id itself must not be written instead. */
const unnamed = 'unnamed'

function guarded(pseudonym: (id: string) => string): (id: string) => string {
  return (id) => {
    try {
      const name: unknown = pseudonym(id)
      silence(name)
      return typeof name === 'string' && name !== '' ? name : unnamed
    } catch {
      return unnamed
    }
  }
}
