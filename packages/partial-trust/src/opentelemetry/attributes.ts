import type { Attributes } from '@opentelemetry/api'
import type { RiskRecord } from '@partial-trust/core'
import type { CallTrace } from '@partial-trust/llm'
import { shownTraceId } from '../shown-trace-id.js'
import { names } from './names.js'

/** What a decision's span says of its record: members of closed lists, and an id by which to find the record. */
export function recordAttributes(record: RiskRecord): Attributes {
  const { status, reason_code, sampled, stage, epoch, mode } = record
  const traceId = shownTraceId(record)
  return {
    [names.status]: status,
    [names.reasonCode]: reason_code,
    [names.sampled]: sampled,
    [names.epoch]: epoch,
    [names.mode]: mode,
    ...(stage === null ? {} : { [names.stage]: stage }),
    ...(traceId === null ? {} : { [names.traceId]: traceId }),
  }
}

/** The decision as a flag: which of two variants answered, and how that came about. */
export function flagAttributes(record: RiskRecord): Attributes {
  const { corridor_intent: corridor, status, epoch } = record
  return {
    [names.flagKey]: corridor,
    [names.flagProvider]: 'partial-trust',
    [names.flagVariant]: status === 'accepted_llm' ? 'candidate' : 'baseline',
    [names.flagReason]: reasonOf(record),
    [names.flagVersion]: epoch,
    ...(status === 'error' ? { [names.errorType]: 'general' } : {}),
  }
}

/** One of the convention's own words. */
function reasonOf({ status, sampled }: RiskRecord): string {
  if (status === 'error') return 'error'
  if (status === 'skipped' && !sampled) return 'disabled'
  return status === 'accepted_llm' || status === 'not_sampled' ? 'split' : 'default'
}

export function callAttributes({ provider, model }: CallTrace): Attributes {
  return {
    [names.operation]: 'chat',
    [names.provider]: provider,
    [names.requestModel]: model,
  }
}
