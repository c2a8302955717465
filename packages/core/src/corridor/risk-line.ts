import { closedWords } from './closed-words.js'
import { errorNames } from './error-name.js'
import { jsonBoolean, jsonNumber, jsonString } from './json-text.js'
import { reasonCodes } from './reason-codes.js'
import type { RiskRecord } from './risk-record.js'
import { statuses } from './status.js'
import { candidateSummary, decisionSummary, diffSummary, modelMeta } from './summary-text.js'

const statusText = closedWords(statuses, 'error')
export const reasonText = closedWords([...Object.keys(reasonCodes), ...errorNames], 'Error')
const modeText = closedWords(['live', 'shadow'], 'shadow')

/**
 * The record as one line of the risk log: keys in the order of SPEC section 4, `\n` at the end.
 * `JSON.parse` gives the record back.
 *
 * What is not an id, a number, a boolean, a name from the configuration or a word of a closed list
 * does not get through, whatever the record claims: a summary's words must look like identifiers
 * and read `other` if they do not, any text in a number's or boolean's place is lost.
 */
export function riskLine(record: RiskRecord): string {
  return (
    `{"timestamp":${jsonString(record.timestamp)}` +
    ids(record) +
    circumstances(record) +
    `,"latency_ms":${jsonNumber(record.latency_ms)}` +
    `,"model_meta":${orNull(record.model_meta, modelMeta)}` +
    `,"baseline_summary":${orNull(record.baseline_summary, decisionSummary)}` +
    `,"llm_summary":${orNull(record.llm_summary, candidateSummary)}` +
    `,"diff_summary":${orNull(record.diff_summary, diffSummary)}` +
    state(record) +
    bucketDigits(record.bucket) +
    process(record)
  )
}

export function ids(record: RiskRecord): string {
  return `,"trace_id":${jsonString(record.trace_id)},"command_id":${orNull(record.command_id, jsonString)}`
}

export function circumstances(record: RiskRecord): string {
  return (
    `,"corridor_intent":${jsonString(record.corridor_intent)}` +
    `,"sample_rate":${jsonNumber(record.sample_rate)}` +
    `,"sampled":${jsonBoolean(record.sampled)}` +
    `,"status":${statusText(record.status)}` +
    `,"reason_code":${reasonText(record.reason_code)}`
  )
}

export function state(record: RiskRecord): string {
  return (
    `,"schema":${jsonNumber(record.schema)}` +
    `,"epoch":${jsonString(record.epoch)}` +
    `,"stage":${orNull(record.stage, jsonString)}` +
    `,"mode":${modeText(record.mode)}` +
    `,"bucket":`
  )
}

export function process(record: RiskRecord): string {
  return `,"deadline_ms":${jsonNumber(record.deadline_ms)},"instance":${jsonString(record.instance)}}\n`
}

/** 0 to 999 in three digits: a table is several times faster than formatting a number. */
const threeDigits = Array.from({ length: 1000 }, (_, n) => String(n).padStart(3, '0'))

/** Six decimals, rounded; the last bucket stays below 1, where no bucket lies. */
export function bucketDigits(bucket: number): string {
  const millionths = Math.min(Math.round(bucket * 1_000_000), 999_999)
  const high = threeDigits[Math.floor(millionths / 1000)]
  return high === undefined ? 'null' : `0.${high}${threeDigits[millionths % 1000]}`
}

export function orNull<Value>(value: Value | null, text: (value: Value) => string): string {
  return value === null ? 'null' : text(value)
}
