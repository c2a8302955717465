import { partOf } from '../record/index.js'
import { parseTimestamp } from './timestamp.js'

/**
 * What the fold reads of one risk record, whoever wrote it: the seed system's records have other
 * key orders, microseconds and no `schema`, `epoch`, `stage`, `mode`, `deadline_ms` or `instance`.
 */
export type Observation = Cohort & {
  /** Milliseconds since 1970; null when the record names no readable time. */
  readonly atMs: number | null
  readonly instance: string
  readonly traceId: string | null
  readonly commandId: string | null
  readonly sampled: boolean
  readonly status: string
  readonly reasonCode: string
  /** Cut to whole milliseconds; null when it is not a finite number. */
  readonly latencyMs: number | null
  readonly deadlineMs: number | null
  /** Null where the record compares nothing. */
  readonly mismatch: Mismatch | null
  readonly inputTokens: number | null
  readonly outputTokens: number | null
  /** Version of the record's shape; null in the seed's records. */
  readonly schema: number | null
  /** The candidate's stated confidence, 0 to 1; null where it states none, NaN where what it states is none. */
  readonly confidence: number | null
  /** How it came about, e.g. `verbalized`; null where the record does not say. */
  readonly confidenceKind?: string | null
}

/**
 * Where candidate and baseline differ, as `diff_summary` says it. Null: the record does not say, as
 * records of other writers may not; then neither is compared.
 */
export type Mismatch = {
  readonly intent: boolean
  readonly entityKeys: boolean
  readonly decisionType: boolean | null
  readonly actionCount: boolean | null
}

/** Both sides say the same; they differ in everything. */
export const agreement: Mismatch = allMarks(false)
export const difference: Mismatch = allMarks(true)

/** Whether the two sides differ in anything that is compared. */
export function disagrees({ intent, decisionType, actionCount, entityKeys }: Mismatch): boolean {
  return intent || entityKeys || decisionType === true || actionCount === true
}

/** Whether the candidate reads or decides otherwise than the baseline: what `tune` calls wrong. */
export function isWrong({ intent, decisionType }: Mismatch): boolean {
  return intent || decisionType === true
}

function allMarks(set: boolean): Mismatch {
  return { intent: set, decisionType: set, actionCount: set, entityKeys: set }
}

/** What decisions must share before their evidence may be put together. */
export type Cohort = {
  readonly corridor: string
  /** Fingerprint of (model, prompt, schema, rules); null in records without one. */
  readonly epoch: string | null
  /** Name of the rollout stage; null where the record names none. */
  readonly stage: string | null
  readonly sampleRate: number | null
  readonly mode: 'live' | 'shadow'
  readonly model: string | null
  /** `KEY=WORD,…` of the corridor's closed lists, see {@link partOf}; absent or null where it declares none. */
  readonly part?: string | null
}

/** Reads a parsed line of a risk log; null when it is not a JSON object. Never throws. */
export function observe(line: unknown): Observation | null {
  if (!isObject(line)) return null
  const meta = isObject(line['model_meta']) ? line['model_meta'] : {}
  const summary = isObject(line['llm_summary']) ? line['llm_summary'] : {}
  const baseline = isObject(line['baseline_summary']) ? line['baseline_summary'] : null
  const diff = isObject(line['diff_summary']) ? line['diff_summary'] : null
  const latency = finite(line['latency_ms'])
  return {
    atMs: parseTimestamp(line['timestamp']),
    instance: text(line['instance']) ?? '',
    traceId: text(line['trace_id']),
    commandId: text(line['command_id']),
    corridor: text(line['corridor_intent']) ?? '',
    epoch: text(line['epoch']),
    stage: text(line['stage']),
    sampleRate: finite(line['sample_rate']),
    mode: line['mode'] === 'shadow' || line['status'] === 'shadow' ? 'shadow' : 'live',
    model: text(meta['model']),
    sampled: line['sampled'] === true,
    status: text(line['status']) ?? 'unknown',
    reasonCode: text(line['reason_code']) ?? 'unknown',
    latencyMs: latency === null ? null : Math.trunc(latency),
    deadlineMs: finite(line['deadline_ms']),
    mismatch: diff === null ? null : readMismatch(diff),
    inputTokens: count(meta['input_tokens']),
    outputTokens: count(meta['output_tokens']),
    schema: finite(line['schema']),
    confidence: confidenceIn(summary),
    confidenceKind: text(summary['confidence_kind']),
    part: baseline === null ? null : partOf(baseline),
  }
}

/** What is stated but is no confidence (95 for 95 %) is recorded as null, and its class is not `missing`. */
function confidenceIn(summary: Readonly<Record<string, unknown>>): number | null {
  const stated = finite(summary['confidence'])
  if (stated !== null) return stated
  const bucket = text(summary['confidence_bucket'])
  return bucket === null || bucket === 'missing' ? null : Number.NaN
}

function readMismatch(diff: Readonly<Record<string, unknown>>): Mismatch {
  const isWhole = 'decision_type_mismatch' in diff && 'action_count_mismatch' in diff
  return {
    intent: diff['intent_mismatch'] === true,
    entityKeys: diff['entity_key_mismatch'] === true,
    decisionType: isWhole ? diff['decision_type_mismatch'] === true : null,
    actionCount: isWhole ? diff['action_count_mismatch'] === true : null,
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}

function finite(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}

function count(value: unknown): number | null {
  const number = finite(value)
  return number !== null && number >= 0 ? number : null
}
