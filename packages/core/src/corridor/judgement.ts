import type {
  BaselineReading,
  CandidateReading,
  CorridorDefinition,
} from './corridor-definition.js'
import { diffSummary } from './diff-summary.js'
import type { ReasonCode } from './reason-codes.js'
import type { CandidateSummary, DecisionSummary, DiffSummary } from './risk-record.js'

export type Judgement<Candidate> =
  | {
      readonly kind: 'accepted'
      readonly candidate: Candidate
      readonly summary: CandidateSummary
      readonly diff: DiffSummary
    }
  | {
      readonly kind: 'refused'
      readonly reason: ReasonCode
      /** Null when the value did not even parse. */
      readonly summary: CandidateSummary | null
      readonly diff: DiffSummary | null
    }

/**
 * Judges an untrusted value against the corridor: parse, intent, then the rules in order. Pure; a
 * throw of the definition's own code goes to the caller, who ends at the baseline.
 */
export function judge<Command, Decision, Candidate>(
  definition: CorridorDefinition<Command, Decision, Candidate>,
  value: unknown,
  command: Command,
  baseline: Decision,
  reading: BaselineReading,
): Judgement<Candidate> {
  const parsed = definition.parse(value)
  if (parsed.kind !== 'parsed') {
    return { kind: 'refused', reason: 'schema_validation_failed', summary: null, diff: null }
  }
  const { candidate } = parsed
  const after = closedLists(definition, definition.readCandidate(candidate, command))
  const diff = diffSummary(reading, after)
  const { summary } = after
  if (summary.intent !== definition.intent) {
    return { kind: 'refused', reason: 'corridor_mismatch', summary, diff }
  }
  for (const rule of definition.rules) {
    const verdict = rule({ candidate, command, baseline })
    if (verdict.kind !== 'accept') return { kind: 'refused', reason: verdict.reason, summary, diff }
  }
  return { kind: 'accepted', candidate, summary, diff }
}

/** Values that a corridor's summary may carry: anything off its closed lists is recorded as this. */
const offList = 'other'

type Lists = { readonly intents: readonly string[]; readonly decisionTypes: readonly string[] }

/** Holds a reading to the corridor's closed lists, so that no text can reach a record through it. */
export function closedLists<Reading extends BaselineReading | CandidateReading>(
  lists: Lists,
  reading: Reading,
): Reading {
  const { summary } = reading
  if (isOnLists(lists, summary)) return reading
  return {
    ...reading,
    summary: {
      ...summary,
      intent: lists.intents.includes(summary.intent) ? summary.intent : offList,
      decision_type: lists.decisionTypes.includes(summary.decision_type)
        ? summary.decision_type
        : offList,
    },
  }
}

function isOnLists(lists: Lists, summary: DecisionSummary): boolean {
  return (
    lists.intents.includes(summary.intent) && lists.decisionTypes.includes(summary.decision_type)
  )
}
