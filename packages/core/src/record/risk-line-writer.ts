import { fieldWriters, lineEnd, riskLine, type FieldWriter } from './risk-line.js'
import type { DecisionSummary, RiskRecord } from './risk-record.js'

/**
 * Like {@link riskLine}, for one process's stream of records: of decisions without a candidate
 * everything but what `varies` stays the same for hours, so it is put together once per reason and
 * compared from then on.
 */
export function riskLineWriter(): (record: RiskRecord) => string {
  const kept = new Map<string, (record: RiskRecord) => string>()
  const alike = new Map<string, RiskRecord>()
  return (record) => {
    if (!isUnasked(record)) return riskLine(record)
    const reason = record.reason_code
    const known = alike.get(reason)
    let write = kept.get(reason)
    if (write === undefined || known === undefined || !isAlike(known, record)) {
      if (write === undefined && kept.size >= mostKept) return riskLine(record)
      write = writerLike(record)
      kept.set(reason, write)
      alike.set(reason, record)
    }
    return write(record)
  }
}

/** More reasons than a process's corridors have together; the others are written the slow way. */
const mostKept = 256

/** Writes records that differ from this one in nothing but what varies. */
function writerLike(record: RiskRecord): (record: RiskRecord) => string {
  const parts: { readonly before: string; readonly field: FieldWriter }[] = []
  let constant = ''
  for (const field of fieldWriters) {
    constant += field.head
    if (field.varies) {
      parts.push({ before: constant, field: { ...field, write: remembering(field) } })
      constant = ''
    } else constant += field.write(record[field.key])
  }
  const after = constant + lineEnd
  return (other) => {
    let line = ''
    for (const { before, field } of parts) line += before + field.write(other[field.key])
    return line + after
  }
}

/** Decisions come in bursts and are of few kinds: the last text of a time or a summary is kept. */
function remembering({ key, write }: FieldWriter): FieldWriter['write'] {
  if (key === 'timestamp') return remembered(write, Object.is)
  return key === 'baseline_summary' ? remembered(write, isSameSummary) : write
}

function remembered(
  text: (value: unknown) => string,
  isSame: (a: unknown, b: unknown) => boolean,
): (value: unknown) => string {
  let last: { readonly value: unknown; readonly text: string } | null = null
  return (value) => {
    if (last === null || !isSame(last.value, value)) last = { value, text: text(value) }
    return last.text
  }
}

function isSameSummary(a: unknown, b: unknown): boolean {
  if (!isSummary(a) || !isSummary(b)) return Object.is(a, b)
  let keys = 0
  for (const key in a) {
    if (a[key] !== b[key]) return false
    keys += 1
  }
  for (const _ in b) keys -= 1
  return keys === 0
}

function isSummary(value: unknown): value is DecisionSummary {
  return typeof value === 'object' && value !== null
}

function isUnasked(record: RiskRecord): boolean {
  return (
    record.latency_ms === null &&
    record.model_meta === null &&
    record.llm_summary === null &&
    record.diff_summary === null
  )
}

/** Written out, because it runs on every decision; the tests hold it to the shape. */
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
