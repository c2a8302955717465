import { errorName } from '../record/index.js'
import type {
  AttemptFailure,
  CandidateSummary,
  DiffSummary,
  ErrorName,
  OwnReason,
  Refusal,
} from '../record/index.js'
import type { Attempt } from './attempt.js'
import { copyOf } from './copy-of.js'
import type { Course } from './course.js'
import { diffSummary } from './diff-summary.js'
import type { Engine } from './engine.js'
import { atOnce, carriable } from './foreign.js'

/** What became of a candidate, before anybody looks at control or the clock. */
export type Judgement<Decision> =
  | {
      readonly kind: 'accepted'
      /** Null in shadow mode, where it would not be used. */
      readonly decision: { readonly value: Decision } | null
      readonly summary: CandidateSummary
      readonly diff: DiffSummary
    }
  | {
      readonly kind: 'refused'
      readonly reason: AttemptFailure | Refusal | OwnReason
      /** Null when there was no candidate, or it did not even parse. */
      readonly summary: CandidateSummary | null
      readonly diff: DiffSummary | null
    }
  | { readonly kind: 'faulted'; readonly name: ErrorName }
  /** The corridor closed while the candidate was under way. */
  | { readonly kind: 'given-up' }

/** Judges how an attempt ended. Never throws: what the corridor's own code throws is a fault. */
export function judge<Command, Decision, Candidate>(
  engine: Engine<Command, Decision, Candidate>,
  course: Course<Command, Decision>,
  attempted: Attempt,
): Judgement<Decision> {
  switch (attempted.kind) {
    case 'withdrawn':
      return { kind: 'given-up' }
    case 'threw':
      return { kind: 'faulted', name: errorName(attempted.thrown) }
    case 'failed':
      return noCandidate(attempted.failure)
    case 'late':
    case 'abandoned':
      return noCandidate('timeout')
    case 'answered':
      try {
        return judgeValue(engine, course, attempted.value)
      } catch (thrown) {
        return { kind: 'faulted', name: errorName(thrown) }
      }
  }
}

function noCandidate(reason: AttemptFailure): Judgement<never> {
  return { kind: 'refused', reason, summary: null, diff: null }
}

/**
 * Parse, intent, the rules in order, the decision. The corridor's code gets copies: of the baseline, which
 * stays the caller's, and of the candidate, so that what was judged is what is used, whatever a rule or the
 * source does to theirs.
 */
function judgeValue<Command, Decision, Candidate>(
  { definition, summaries, refusal }: Engine<Command, Decision, Candidate>,
  { command, baseline, reading, given, ids }: Course<Command, Decision>,
  value: unknown,
): Judgement<Decision> {
  const parsed = atOnce(definition.parse(copyOf(value)))
  if (parsed.kind !== 'parsed') return noCandidate('schema_validation_failed')
  const candidate = copyOf(parsed.candidate)
  const after = summaries.candidate(
    definition.readCandidate(copyOf(candidate), command, copyOf(baseline)),
  )
  const { summary } = after
  const diff = diffSummary(reading, after)
  if (summary.intent !== definition.intent) {
    return { kind: 'refused', reason: 'corridor_mismatch', summary, diff }
  }
  for (const rule of definition.rules) {
    const proposal = { candidate: copyOf(candidate), command, baseline: copyOf(baseline) }
    const verdict = atOnce(rule(proposal))
    if (verdict.kind === 'accept') continue
    if (verdict.kind !== 'refuse') throw new TypeError('a rule answered with no verdict')
    return { kind: 'refused', reason: refusal(verdict.reason), summary, diff }
  }
  if (given.mode === 'shadow') return { kind: 'accepted', decision: null, summary, diff }
  const decided = definition.decide(candidate, command, copyOf(baseline), ids)
  return { kind: 'accepted', decision: { value: carriable(decided) }, summary, diff }
}
