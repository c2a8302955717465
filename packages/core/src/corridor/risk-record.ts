import type { ErrorName } from './error-name.js'
import type { ReasonCode } from './reason-codes.js'
import type { Status } from './status.js'

/** Version of the record's shape, in every record as `schema`. Keys are only ever added. */
export const riskRecordSchema = 1

export type Mode = 'live' | 'shadow'

/**
 * One content-free line of the risk log, keys in the order of SPEC section 4. No string here comes
 * from the command's text or the model's output: values are ids, numbers, booleans or members of
 * closed lists.
 */
export type RiskRecord = {
  /** ISO 8601, UTC, milliseconds. */
  readonly timestamp: string
  /** As given, or HMAC-SHA-256 in hex under the configured id key. */
  readonly trace_id: string
  readonly command_id: string | null
  readonly corridor_intent: string
  /** Share of ids, 0 to 1, that reached the model at this moment. */
  readonly sample_rate: number
  readonly sampled: boolean
  readonly status: Status
  readonly reason_code: ReasonCode | ErrorName
  /** Whole milliseconds spent on the candidate; null where none was asked. */
  readonly latency_ms: number | null
  readonly model_meta: ModelMeta | null
  readonly baseline_summary: DecisionSummary | null
  readonly llm_summary: CandidateSummary | null
  readonly diff_summary: DiffSummary | null
  readonly schema: number
  /** Fingerprint of (model, prompt, schema, rules); evidence is gathered per epoch. */
  readonly epoch: string
  /** Name of the rollout stage; null where no rollout was started. */
  readonly stage: string | null
  readonly mode: Mode
  /** Position of the id in [0, 1), to 6 decimals. */
  readonly bucket: number
  readonly deadline_ms: number
  /** Random name of the process, new at every start. */
  readonly instance: string
}

export type ModelMeta = {
  readonly profile: string
  readonly task_id: string
  /** Whether the fallback chain moved to another profile. */
  readonly escalated: boolean
  readonly provider: string
  /** The model's name as the policy gives it, never as the endpoint answers it. */
  readonly model: string
  /** Requests made, the first one, repairs and escalations included. */
  readonly attempts: number
  readonly input_tokens: number | null
  readonly output_tokens: number | null
}

/** What a decision looks like without its content. */
export type DecisionSummary = {
  readonly intent: string
  readonly decision_type: string
  readonly action_count: number
  readonly entity_keys_count: number
  readonly has_list_id: boolean
}

export type ConfidenceBucket = 'high' | 'medium' | 'low' | 'missing'

export type CandidateSummary = DecisionSummary & {
  /** Code points of the first item's name; null where the corridor has none. */
  readonly item_name_len: number | null
  /** 0 to 1; null where the candidate states none or no number. */
  readonly confidence: number | null
  readonly confidence_bucket: ConfidenceBucket
}

export type DiffSummary = {
  readonly intent_mismatch: boolean
  readonly decision_type_mismatch: boolean
  readonly action_count_mismatch: boolean
  readonly entity_key_mismatch: boolean
}
