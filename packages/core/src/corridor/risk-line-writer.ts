import { jsonString } from './json-text.js'
import {
  bucketDigits,
  circumstances,
  ids,
  orNull,
  process,
  reasonText,
  riskLine,
  state,
} from './risk-line.js'
import type { DecisionSummary, RiskRecord } from './risk-record.js'
import { decisionSummary } from './summary-text.js'

/**
 * Like {@link riskLine}, for one process's stream of records: of decisions without a candidate
 * everything but time, ids, summary and bucket stays the same for hours, so it is put together
 * once per reason and compared from then on.
 */
export function riskLineWriter(): (record: RiskRecord) => string {
  const kept = new Map<string, Constant>()
  const time = remembered((timestamp: string) => `{"timestamp":${jsonString(timestamp)}`)
  return (record) => {
    if (!isUnasked(record)) return riskLine(record)
    let constant = kept.get(record.reason_code)
    if (constant === undefined || !isAlike(constant.of, record)) {
      constant = constantParts(record)
      // Only reasons of the closed list are kept, so the map stays small whatever is recorded.
      if (reasonText(record.reason_code) !== reasonText('Error')) {
        kept.set(record.reason_code, constant)
      }
    }
    return (
      time(record.timestamp) +
      ids(record) +
      constant.before +
      constant.summary(record.baseline_summary) +
      constant.between +
      bucketDigits(record.bucket) +
      constant.after
    )
  }
}

type Constant = {
  readonly of: RiskRecord
  readonly before: string
  /** Remembers the last one: within one reason, most commands are of one kind. */
  readonly summary: (summary: DecisionSummary | null) => string
  readonly between: string
  readonly after: string
}

function constantParts(record: RiskRecord): Constant {
  return {
    of: record,
    before: `${circumstances(record)},"latency_ms":null,"model_meta":null,"baseline_summary":`,
    summary: remembered((summary) => orNull(summary, decisionSummary), isSameSummary),
    between: `,"llm_summary":null,"diff_summary":null${state(record)}`,
    after: process(record),
  }
}

/** The function, with its last answer kept for as long as the argument stays the same. */
function remembered<Value>(
  text: (value: Value) => string,
  isSame: (a: Value, b: Value) => boolean = Object.is,
): (value: Value) => string {
  let last: { readonly value: Value; readonly text: string } | null = null
  return (value) => {
    if (last === null || !isSame(last.value, value)) last = { value, text: text(value) }
    return last.text
  }
}

function isSameSummary(a: DecisionSummary | null, b: DecisionSummary | null): boolean {
  if (a === null || b === null) return a === b
  return (
    a.intent === b.intent &&
    a.decision_type === b.decision_type &&
    a.action_count === b.action_count &&
    a.entity_keys_count === b.entity_keys_count &&
    a.has_list_id === b.has_list_id
  )
}

function isUnasked(record: RiskRecord): boolean {
  return (
    record.latency_ms === null &&
    record.model_meta === null &&
    record.llm_summary === null &&
    record.diff_summary === null
  )
}

function isAlike(a: RiskRecord, b: RiskRecord): boolean {
  return (
    a.corridor_intent === b.corridor_intent &&
    a.sample_rate === b.sample_rate &&
    a.sampled === b.sampled &&
    a.status === b.status &&
    a.schema === b.schema &&
    a.epoch === b.epoch &&
    a.stage === b.stage &&
    a.mode === b.mode &&
    a.deadline_ms === b.deadline_ms &&
    a.instance === b.instance
  )
}
