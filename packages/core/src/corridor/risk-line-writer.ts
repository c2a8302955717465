import {
  bucketDigits,
  circumstances,
  identity,
  orNull,
  process,
  reasonText,
  riskLine,
  state,
} from './risk-line.js'
import type { RiskRecord } from './risk-record.js'
import { decisionSummary } from './summary-text.js'

/**
 * Like {@link riskLine}, for one process's stream of records: of decisions without a candidate
 * everything but time, ids, summary and bucket stays the same for hours, so it is put together
 * once per reason and compared from then on.
 */
export function riskLineWriter(): (record: RiskRecord) => string {
  const kept = new Map<string, Constant>()
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
      identity(record) +
      constant.before +
      orNull(record.baseline_summary, decisionSummary) +
      constant.between +
      bucketDigits(record.bucket) +
      constant.after
    )
  }
}

type Constant = {
  readonly of: RiskRecord
  readonly before: string
  readonly between: string
  readonly after: string
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

function constantParts(record: RiskRecord): Constant {
  return {
    of: record,
    before: `${circumstances(record)},"latency_ms":null,"model_meta":null,"baseline_summary":`,
    between: `,"llm_summary":null,"diff_summary":null${state(record)}`,
    after: process(record),
  }
}
