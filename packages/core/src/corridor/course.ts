import type {
  CandidateSummary,
  DiffSummary,
  ErrorName,
  ModelMeta,
  Reason,
  Status,
} from '../record/index.js'
import type { BaselineReading, DecisionIds } from './corridor-definition.js'
import type { Grant } from './grant.js'

/** One decision from its first moment: the command and what the baseline makes of it. */
export type Begun<Command, Decision> = {
  readonly command: Command
  readonly ids: DecisionIds
  readonly baseline: Decision
}

/** Everything about one decision that is known before a candidate is asked for. */
export type Course<Command, Decision> = Begun<Command, Decision> & {
  readonly commandId: string | null
  readonly bucket: number
  readonly reading: BaselineReading
  readonly given: Grant
}

/** What the candidate's side adds to the record. */
export type CandidateFacts = {
  readonly sampled: boolean
  readonly latencyMs: number | null
  readonly meta: ModelMeta | null
  readonly summary: CandidateSummary | null
  readonly diff: DiffSummary | null
}

/** How a decision ended: status and reason of its record, and what its candidate left. */
export type Ending = {
  readonly status: Status
  readonly reason: Reason
  readonly facts: CandidateFacts
}

export const unsampled: CandidateFacts = {
  sampled: false,
  latencyMs: null,
  meta: null,
  summary: null,
  diff: null,
}

/** In the sample, but nobody was asked. */
export const unasked: CandidateFacts = { ...unsampled, sampled: true }

/** Stands for the reading of a baseline that the corridor's own code could not read. */
export const unread: BaselineReading = {
  executes: false,
  entityKeys: [],
  summary: { intent: 'other', decision_type: 'other', action_count: 0, entity_keys_count: 0 },
}

/** What is left of a course when looking at the command failed. */
export function unexamined<Command, Decision>(
  begun: Begun<Command, Decision>,
  given: Grant,
): Course<Command, Decision> {
  return { ...begun, commandId: null, bucket: 0, reading: unread, given }
}

/** A fault of code that is not the engine's: its class name, and the baseline. */
export function faulted(name: ErrorName, facts: CandidateFacts): Ending {
  return { status: 'error', reason: name, facts }
}
