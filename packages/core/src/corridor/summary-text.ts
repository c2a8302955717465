import { closedWords } from './closed-words.js'
import { jsonBoolean, jsonNumber, jsonString } from './json-text.js'
import type { CandidateSummary, DecisionSummary, DiffSummary, ModelMeta } from './risk-record.js'

const confidenceText = closedWords(['high', 'medium', 'low', 'missing'], 'missing')

export function modelMeta(meta: ModelMeta): string {
  return (
    `{"profile":${jsonString(meta.profile)}` +
    `,"task_id":${jsonString(meta.task_id)}` +
    `,"escalated":${jsonBoolean(meta.escalated)}` +
    `,"provider":${jsonString(meta.provider)}` +
    `,"model":${jsonString(meta.model)}` +
    `,"attempts":${jsonNumber(meta.attempts)}` +
    `,"input_tokens":${jsonNumber(meta.input_tokens)}` +
    `,"output_tokens":${jsonNumber(meta.output_tokens)}}`
  )
}

export function decisionSummary(summary: DecisionSummary): string {
  return `{${decisionFields(summary)}}`
}

function decisionFields(summary: DecisionSummary): string {
  return (
    `"intent":${identifier(summary.intent)}` +
    `,"decision_type":${identifier(summary.decision_type)}` +
    `,"action_count":${jsonNumber(summary.action_count)}` +
    `,"entity_keys_count":${jsonNumber(summary.entity_keys_count)}` +
    `,"has_list_id":${jsonBoolean(summary.has_list_id)}`
  )
}

export function candidateSummary(summary: CandidateSummary): string {
  return (
    `{${decisionFields(summary)}` +
    `,"item_name_len":${jsonNumber(summary.item_name_len)}` +
    `,"confidence":${jsonNumber(summary.confidence)}` +
    `,"confidence_bucket":${confidenceText(summary.confidence_bucket)}}`
  )
}

export function diffSummary(diff: DiffSummary): string {
  return (
    `{"intent_mismatch":${jsonBoolean(diff.intent_mismatch)}` +
    `,"decision_type_mismatch":${jsonBoolean(diff.decision_type_mismatch)}` +
    `,"action_count_mismatch":${jsonBoolean(diff.action_count_mismatch)}` +
    `,"entity_key_mismatch":${jsonBoolean(diff.entity_key_mismatch)}}`
  )
}

const identifierShape = /^[\w.:-]{1,64}$/

/** The corridor's closed lists are the engine's to enforce; here only their shape is known. */
function identifier(word: string): string {
  return identifierShape.test(word) ? `"${word}"` : '"other"'
}
