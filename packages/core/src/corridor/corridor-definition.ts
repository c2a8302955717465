import type { AcceptanceRule } from './acceptance.js'
import type { CandidateRequest, Parsed } from './candidate.js'
import type {
  CandidateSummary,
  ConfidenceKind,
  DecisionSummary,
  OwnReasonEntry,
  Trait,
} from '../record/index.js'

/** Ids and time of one decision, made by the engine before the baseline runs. */
export type DecisionIds = {
  readonly decisionId: string
  readonly traceId: string
  /** ISO 8601, UTC, milliseconds. */
  readonly createdAt: string
}

/** The baseline's reading of a command, taken from its decision. */
export type BaselineReading = {
  /** False when the baseline asks back or declines: then there is nothing to replace. */
  readonly executes: boolean
  readonly summary: DecisionSummary
  /** Sorted names of the entity keys the decision fills, for the diff; never their values. */
  readonly entityKeys: readonly string[]
}

export type CandidateReading = {
  readonly summary: CandidateSummary
  readonly entityKeys: readonly string[]
}

/** What a corridor's records carry beside what every record has: content-free, declared beforehand. */
export type CorridorTraits = {
  /** Of a decision: after `entity_keys_count`, in the baseline's summary and the candidate's. */
  readonly decision?: Readonly<Record<string, Trait>>
  /** Of a candidate alone: before `confidence`. */
  readonly candidate?: Readonly<Record<string, Trait>>
}

/**
 * One narrow kind of command in which a candidate may replace the baseline. Everything here is
 * pure: the functions read no clock and do no I/O, answer at once, and what they are given they do not
 * change. The engine counts on none of it: whatever they do, the baseline is answered in time.
 *
 * `Command`, `Decision` and `Candidate` are the corridor's own types; the engine never looks inside.
 */
export type CorridorDefinition<Command, Decision, Candidate> = {
  /** The corridor's name and the one intent it covers; lower case, digits and `_`. */
  readonly intent: string
  /** Prefix of the sampling hash. Default: the corridor's name. Changing it draws a new sample. */
  readonly salt?: string
  /** Task of the LLM policy that answers for this corridor. */
  readonly taskId: string
  /** Closed lists: what a summary's `intent` and `decision_type` may say. Anything else is recorded as `other`. */
  readonly intents: readonly string[]
  readonly decisionTypes: readonly string[]
  /** Closed lists and numbers of the corridor's own in its records. Default: none. */
  readonly traits?: CorridorTraits
  /**
   * Why its own rules refuse, for operators; a refusal for any other reason is recorded as
   * `rule_refused`. Names are `[a-z][a-z0-9_]{0,39}` and none of the built-in ones. Default: none.
   */
  readonly reasons?: Readonly<Record<string, OwnReasonEntry>>
  /** What a candidate's confidence is, where the reading does not say. Default `verbalized`. */
  readonly confidenceKind?: ConfidenceKind
  /**
   * What is sent to the model with every command and checked of every answer, as far as it is data:
   * instructions, JSON Schema, thresholds. Part of the epoch.
   */
  readonly constants?: unknown
  /** The id that decides about the sample and joins the record; null counts as empty. */
  commandId(command: Command): string | null
  /** A trace id that came with the command; without one the engine makes it. */
  traceId?(command: Command): string | undefined
  /**
   * The deterministic decision. Always computed, before anything else; a throw is the caller's. A
   * promise (an object with `then` and `catch`) is awaited, whatever else it returns is the decision.
   */
  baseline(command: Command, ids: DecisionIds): Decision | Promise<Decision>
  /** Gets a copy of the decision, as far as it is plain data: what it changes, nobody sees. */
  readBaseline(decision: Decision, command: Command): BaselineReading
  /** Whether the caller may have a candidate's decision at all: `true`, or it is `capability_mismatch`. */
  permits(command: Command): boolean
  /** What to ask the model; null when there is nothing to ask about (`empty_text`). */
  request(command: Command): CandidateRequest | null
  /** Checks an untrusted JSON value. */
  parse(value: unknown): Parsed<Candidate>
  /** Checked in order after the engine's own check that the intent matches. */
  readonly rules: readonly AcceptanceRule<Command, Decision, Candidate>[]
  /** Like the rules it gets copies of the candidate and the baseline. */
  readCandidate(candidate: Candidate, command: Command, baseline: Decision): CandidateReading
  /**
   * Turns an accepted candidate into the decision to give, at once and as data that JSON can carry.
   * Like the rules it gets copies of the candidate and the baseline.
   */
  decide(candidate: Candidate, command: Command, baseline: Decision, ids: DecisionIds): Decision
  /**
   * Part of the epoch, for what the engine cannot see change: helpers that rules and prompt import,
   * values they close over, a model behind the same name.
   */
  readonly version: string
}
