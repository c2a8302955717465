import {
  errorNames,
  isReasonCode,
  reasonCodes,
  roleOf,
  type RiskRecord,
  type SeedRecord,
} from '@partial-trust/core'
import type { KnownCorridor } from './known-corridors.js'
import { broken, type Broken } from './log-rule.js'

/** Where in SPEC section 3 a decision ended, as its record tells. */
type End =
  /** Checks 2 and 3. */
  | 'closed'
  /** Check 4 by the baseline's doubt; check 4 by its intent; check 5. */
  | 'non-execute'
  | 'other-intent'
  | 'no-capability'
  | 'not-sampled'
  /** Checks 7 and 8. */
  | 'not-asked'
  /** Check 9: the candidate did not come, or could not be read. */
  | 'no-candidate'
  /** Given up while the candidate was under way, because the corridor closed. */
  | 'withdrawn'
  /** Checks 10 to 12, and closed before an answer that had come was used. */
  | 'judged'
  | 'error'

const errors: ReadonlySet<string> = new Set(errorNames)
/** Half a unit of the last decimal that a bucket is recorded with. */
const rounding = 0.5e-6

/**
 * What of one record must hold by itself, whatever stands in the others.
 *
 * @param corridor What its corridor's registration says; null: it is registered nowhere we know.
 */
export function recordProblems(
  record: RiskRecord | SeedRecord,
  corridor: KnownCorridor | null,
): Broken[] {
  const reason = reasonProblem(record, corridor)
  if (reason !== null) return [reason] // where it ended is unknown, so nothing follows
  const end = endOf(record)
  return [
    ...sampledProblems(record, end),
    ...askedProblems(record, end),
    ...intentProblems(record, end),
    ...confidenceProblems(record, corridor),
    ...diffProblems(record),
    ...('schema' in record ? fullProblems(record, end) : []),
  ]
}

function reasonProblem(
  { status, reason_code: reason }: SeedRecord,
  corridor: KnownCorridor | null,
): Broken | null {
  if (statusesOf(reason, corridor).includes(status)) return null
  const own = corridor?.reasons ?? null
  const of =
    own === null || isReasonCode(reason) ? '' : `, and none of the corridor's (${own.join(', ')})`
  return broken('reason', `"${reason}" is no reason for the status "${status}"${of}`)
}

/** The statuses that a reason can stand beside; of a corridor's own, those of a refusal. */
function statusesOf(reason: string, corridor: KnownCorridor | null): readonly string[] {
  if (errors.has(reason)) return ['error']
  if (isReasonCode(reason)) return reasonCodes[reason].statuses
  const isOwn = corridor?.reasons?.includes(reason) ?? true
  return isOwn ? ['fallback_deterministic', 'shadow'] : []
}

function endOf(record: SeedRecord): End {
  const { status, reason_code: reason } = record
  switch (status) {
    case 'error':
      return 'error'
    case 'not_sampled':
      return 'not-sampled'
    case 'skipped':
      if (roleOf(reason) === 'closed') return closedEndOf(record)
      if (reason === 'baseline_non_execute') return 'non-execute'
      if (reason === 'corridor_mismatch') return 'other-intent'
      return reason === 'capability_mismatch' ? 'no-capability' : 'not-asked'
    case 'fallback_deterministic':
    case 'shadow':
    case 'accepted_llm':
      return roleOf(reason) === 'attempt' ? 'no-candidate' : 'judged'
  }
}

/** A corridor closes before the candidate was asked for, while it is under way, or after it came. */
function closedEndOf({ llm_summary: summary, latency_ms: latency }: SeedRecord): End {
  if (summary !== null) return 'judged'
  return latency === null ? 'closed' : 'withdrawn'
}

const sampledEnds: ReadonlySet<End> = new Set(['not-asked', 'no-candidate', 'withdrawn', 'judged'])

function sampledProblems({ sampled, status, reason_code: reason }: SeedRecord, end: End): Broken[] {
  if (end === 'error') return []
  const due = sampledEnds.has(end)
  if (sampled === due) return []
  return [broken('sampled', `${status} (${reason}) with sampled ${sampled}, ${due} is due`)]
}

function askedProblems(record: SeedRecord, end: End): Broken[] {
  const { latency_ms: latency, model_meta: meta, llm_summary: summary, diff_summary: diff } = record
  const reason = record.reason_code
  const problems: Broken[] = []
  const must = (what: string, there: boolean, due: boolean): void => {
    if (there !== due)
      problems.push(broken('asked', `${reason} ${due ? 'without' : 'with'} ${what}`))
  }
  const judged = end === 'judged'
  must('llm_summary', summary !== null, judged)
  must('diff_summary', diff !== null, judged)
  if (record.baseline_summary === null && end !== 'error') must('baseline_summary', false, true)
  if (judged) {
    must('latency_ms', latency !== null, true)
    must('model_meta', meta !== null, true)
  } else if (end === 'no-candidate' && roleOf(reason) === 'attempt') {
    // Without text to ask about no request is made; a late answer brings no account of itself.
    if (reason !== 'empty_text') must('latency_ms', latency !== null, true)
    if (reason !== 'empty_text' && reason !== 'timeout') must('model_meta', meta !== null, true)
    if (meta !== null && latency === null) must('latency_ms', false, true)
  } else if (end === 'error') {
    if (meta !== null && latency === null) must('latency_ms', false, true)
  } else {
    must('latency_ms', latency !== null, end === 'withdrawn')
    must('model_meta', meta !== null, false)
  }
  return problems
}

function intentProblems(record: SeedRecord, end: End): Broken[] {
  const { corridor_intent: intent, baseline_summary: before, llm_summary: after } = record
  const problems: Broken[] = []
  const past = !['closed', 'non-execute', 'other-intent', 'error'].includes(end)
  if (past && before !== null && before.intent !== intent) {
    problems.push(
      broken('intent', `the baseline's intent is not the corridor's, yet ${record.reason_code}`),
    )
  }
  if (end !== 'judged' || after === null) return problems
  if (record.reason_code === 'corridor_mismatch') {
    if (after.intent === intent) {
      problems.push(broken('intent', "corridor_mismatch of a candidate with the corridor's intent"))
    }
  } else if (after.intent !== intent) {
    problems.push(broken('intent', `${record.reason_code} of a candidate with another intent`))
  }
  return problems
}

function confidenceProblems(
  { llm_summary: summary, reason_code: reason }: SeedRecord,
  corridor: KnownCorridor | null,
): Broken[] {
  if (summary === null) return []
  const { confidence, confidence_bucket: found } = summary
  const problems: Broken[] = []
  const due = confidenceClasses(confidence)
  if (!due.includes(found)) {
    problems.push(
      broken('confidence', `class "${found}" of ${confidence}, "${due.join('" or "')}" is due`),
    )
  }
  const least = corridor?.leastConfidence ?? null
  if (least === null) return problems
  const enough = confidence === null || (confidence >= least && confidence <= 1)
  if (reason === 'accepted' && (!enough || (confidence === null && found === 'low'))) {
    problems.push(
      broken(
        'confidence',
        `accepted with ${confidence} (${found}), the corridor asks for ${least}`,
      ),
    )
  }
  if (reason === 'low_confidence' && enough && confidence !== null) {
    problems.push(
      broken('confidence', `low_confidence with ${confidence}, the corridor asks for ${least}`),
    )
  }
  return problems
}

/** A confidence that is no number from 0 to 1 is recorded as null of the class `low`. */
function confidenceClasses(confidence: number | null): readonly string[] {
  if (confidence === null) return ['missing', 'low']
  if (confidence >= 0.8) return ['high']
  return confidence >= 0.6 ? ['medium'] : ['low']
}

function diffProblems({
  baseline_summary: before,
  llm_summary: after,
  diff_summary: diff,
}: SeedRecord): Broken[] {
  if (before === null || after === null || diff === null) return []
  const due = {
    intent_mismatch: before.intent !== after.intent,
    decision_type_mismatch: before.decision_type !== after.decision_type,
    action_count_mismatch: before.action_count !== after.action_count,
  }
  const problems = Object.entries(due)
    .filter(([name, value]) => Reflect.get(diff, name) !== value)
    .map(([name, value]) => broken('diff', `${name} should be ${value}`))
  // Equal counts can still be different keys, different counts cannot be the same keys.
  if (before.entity_keys_count !== after.entity_keys_count && !diff.entity_key_mismatch) {
    problems.push(broken('diff', 'entity_key_mismatch should be true'))
  }
  return problems
}

function fullProblems(record: RiskRecord, end: End): Broken[] {
  const { status, mode, bucket, sample_rate: rate, latency_ms: latency } = record
  const problems: Broken[] = []
  if (mode !== 'live' && (status === 'accepted_llm' || status === 'fallback_deterministic')) {
    problems.push(broken('mode', `${status} in shadow mode`))
  }
  if (end === 'closed' && rate !== 0) {
    problems.push(broken('closed', `${record.reason_code} with the rate ${rate}`))
  }
  const sampled = sampledEnds.has(end) || record.sampled
  if (sampled && rate < 1 && bucket - rounding >= rate) {
    problems.push(broken('membership', `sampled with the bucket ${bucket} at the rate ${rate}`))
  }
  if (end === 'not-sampled' && (rate >= 1 || bucket + rounding < rate)) {
    problems.push(broken('membership', `not sampled with the bucket ${bucket} at the rate ${rate}`))
  }
  if (latency !== null && record.reason_code !== 'timeout' && latency > record.deadline_ms) {
    const late = `${record.reason_code} after ${latency} ms, the deadline is ${record.deadline_ms} ms`
    problems.push(broken('deadline', late))
  }
  return problems
}
