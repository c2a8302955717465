/** What a column holds; decides how it is read out of a JSON record and how Parquet stores it. */
export type ColumnKind = 'time' | 'text' | 'number' | 'boolean' | 'part'

/** A column of a table of records: where it stands in a record. */
export type RecordColumn = {
  readonly kind: ColumnKind
  /** Keys from the record inwards. */
  readonly path: readonly [string, ...string[]]
}

/**
 * The columns that the fold reads of a record, as `export --parquet` writes them and as a table of records
 * is expected to have them. Null where the record does not say; the four mismatches are null together
 * where it compares nothing. `part` is what the baseline's summary says of the corridor's closed lists
 * (`channel=mail,language=de`), in any order.
 */
export const recordColumns = {
  timestamp: { kind: 'time', path: ['timestamp'] },
  trace_id: { kind: 'text', path: ['trace_id'] },
  command_id: { kind: 'text', path: ['command_id'] },
  corridor_intent: { kind: 'text', path: ['corridor_intent'] },
  sample_rate: { kind: 'number', path: ['sample_rate'] },
  sampled: { kind: 'boolean', path: ['sampled'] },
  status: { kind: 'text', path: ['status'] },
  reason_code: { kind: 'text', path: ['reason_code'] },
  latency_ms: { kind: 'number', path: ['latency_ms'] },
  model: { kind: 'text', path: ['model_meta', 'model'] },
  input_tokens: { kind: 'number', path: ['model_meta', 'input_tokens'] },
  output_tokens: { kind: 'number', path: ['model_meta', 'output_tokens'] },
  intent_mismatch: { kind: 'boolean', path: ['diff_summary', 'intent_mismatch'] },
  decision_type_mismatch: { kind: 'boolean', path: ['diff_summary', 'decision_type_mismatch'] },
  action_count_mismatch: { kind: 'boolean', path: ['diff_summary', 'action_count_mismatch'] },
  entity_key_mismatch: { kind: 'boolean', path: ['diff_summary', 'entity_key_mismatch'] },
  schema: { kind: 'number', path: ['schema'] },
  epoch: { kind: 'text', path: ['epoch'] },
  stage: { kind: 'text', path: ['stage'] },
  mode: { kind: 'text', path: ['mode'] },
  deadline_ms: { kind: 'number', path: ['deadline_ms'] },
  instance: { kind: 'text', path: ['instance'] },
  part: { kind: 'part', path: ['baseline_summary'] },
} as const satisfies Readonly<Record<string, RecordColumn>>

export type RecordColumnName = keyof typeof recordColumns
