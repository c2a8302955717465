import type { FieldKind } from './field-kinds.js'

/** One key of a record, or of an object in it. */
export type Field = {
  readonly kind: FieldKind | 'object'
  /** Null where it does not apply. */
  readonly nullable?: true
  /** Records of earlier versions lack it. */
  readonly optional?: true
  /** The seed system's records have it too. */
  readonly seed?: true
  /** Differs from decision to decision although no candidate was asked for. */
  readonly varies?: true
  /** Number of the field in the log scanner (packages/analysis/wasm/record-scanner.ts), where it reads it. */
  readonly scan?: number
  readonly says: string
}

export type Shape = Readonly<Record<string, Field>>

/**
 * The risk record: its keys in the order of SPEC section 4. Types, writer, reader, the scanner's keys and
 * the JSON Schema in `contracts/` are all made from this and from {@link objectShapes}. Keys are only
 * ever added.
 */
export const recordShape = {
  timestamp: {
    kind: 'time',
    seed: true,
    varies: true,
    scan: 11,
    says: 'When the decision was made: ISO 8601, UTC, milliseconds.',
  },
  trace_id: {
    kind: 'name',
    seed: true,
    varies: true,
    scan: 12,
    says: 'As given, or its HMAC-SHA-256 in hex under the configured id key.',
  },
  command_id: {
    kind: 'text',
    nullable: true,
    seed: true,
    varies: true,
    scan: 13,
    says: 'As given, or its HMAC; null where the command has none.',
  },
  corridor_intent: { kind: 'corridor', seed: true, scan: 1, says: "The corridor's name." },
  sample_rate: {
    kind: 'share',
    seed: true,
    scan: 9,
    says: 'Share of ids that reached the model at this moment.',
  },
  sampled: {
    kind: 'boolean',
    seed: true,
    scan: 19,
    says: 'Whether the id was in the sample and everything before said yes.',
  },
  status: { kind: 'status', seed: true, scan: 6, says: 'How the decision ended.' },
  reason_code: {
    kind: 'reason',
    seed: true,
    scan: 7,
    says: "Why: a built-in code, one of the corridor's own, or the class name of an error.",
  },
  latency_ms: {
    kind: 'count',
    nullable: true,
    seed: true,
    scan: 14,
    says: 'Whole milliseconds spent on the candidate; null where none was asked.',
  },
  model_meta: { kind: 'object', nullable: true, seed: true, scan: 25, says: 'Who answered.' },
  baseline_summary: {
    kind: 'object',
    nullable: true,
    seed: true,
    varies: true,
    says: "The baseline's decision without its content; null where it could not be read.",
  },
  llm_summary: {
    kind: 'object',
    nullable: true,
    seed: true,
    scan: 26,
    says: 'The candidate without its content; null where none could be read.',
  },
  diff_summary: {
    kind: 'object',
    nullable: true,
    seed: true,
    scan: 20,
    says: 'Where the two differ; null where there was nothing to compare.',
  },
  schema: { kind: 'version', scan: 10, says: "Version of the record's shape." },
  epoch: {
    kind: 'name',
    scan: 2,
    says: 'Fingerprint of (model, prompt, schema, rules); evidence is gathered per epoch.',
  },
  stage: {
    kind: 'text',
    nullable: true,
    scan: 3,
    says: 'Name of the rollout stage; null where no rollout was started.',
  },
  mode: { kind: 'mode', scan: 4, says: 'In shadow mode a candidate is never used.' },
  bucket: { kind: 'bucket', varies: true, says: 'Position of the id in [0, 1), to 6 decimals.' },
  deadline_ms: { kind: 'deadline', scan: 15, says: 'Most milliseconds a candidate may add.' },
  instance: {
    kind: 'name',
    scan: 8,
    says: 'Random name of the process, new at every start.',
  },
} as const satisfies Shape

/** What stands under the keys of kind `object`. */
export const objectShapes = {
  model_meta: {
    profile: { kind: 'text', says: 'Profile of the LLM policy.' },
    task_id: { kind: 'text', says: 'Task of the LLM policy.' },
    escalated: { kind: 'boolean', says: 'Whether the fallback chain moved to another profile.' },
    provider: { kind: 'text', says: "The provider's name as the policy gives it." },
    model: {
      kind: 'text',
      scan: 5,
      says: "The model's name as the policy gives it, never as the endpoint answers it.",
    },
    attempts: {
      kind: 'count',
      says: 'Requests made, the first one, repairs and escalations included.',
    },
    input_tokens: { kind: 'count', nullable: true, scan: 16, says: 'As the endpoint counts them.' },
    output_tokens: {
      kind: 'count',
      nullable: true,
      scan: 17,
      says: 'As the endpoint counts them.',
    },
  },
  /** The corridor's own traits of a decision follow the last key. */
  baseline_summary: {
    intent: { kind: 'word', says: "One of the corridor's intents, or `other`." },
    decision_type: { kind: 'word', says: "One of the corridor's decision types, or `other`." },
    action_count: { kind: 'count', says: 'Actions it holds.' },
    entity_keys_count: { kind: 'count', says: 'Different entity keys it fills.' },
  },
  /** The keys of the baseline's summary, the traits of a decision and of a candidate, then these. */
  llm_summary: {
    confidence: {
      kind: 'number',
      nullable: true,
      scan: 18,
      says: 'Stated confidence, 0 to 1; null where none or no number was stated.',
    },
    confidence_bucket: { kind: 'confidence_bucket', says: 'Its class.' },
    confidence_kind: {
      kind: 'confidence_kind',
      optional: true,
      says: 'What the confidence is; kinds are never mixed.',
    },
  },
  diff_summary: {
    intent_mismatch: { kind: 'boolean', scan: 21, says: 'They read different intents.' },
    decision_type_mismatch: { kind: 'boolean', scan: 22, says: 'They decide otherwise.' },
    action_count_mismatch: {
      kind: 'boolean',
      scan: 23,
      says: 'They hold another number of actions.',
    },
    entity_key_mismatch: { kind: 'boolean', scan: 24, says: 'They fill different entity keys.' },
  },
} as const satisfies Readonly<Record<string, Shape>>

export type ObjectName = keyof typeof objectShapes
