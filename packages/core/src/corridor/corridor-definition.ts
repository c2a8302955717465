import type { AcceptanceRule } from './acceptance.js'
import type { CandidateRequest, Parsed } from './candidate.js'
import type { CandidateSummary, DecisionSummary } from './risk-record.js'

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

/**
 * One narrow kind of command in which a candidate may replace the baseline. Everything here is
 * pure: the functions read no clock and do no I/O, and what they are given they do not change.
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
  /** The id that decides about the sample and joins the record; null counts as empty. */
  commandId(command: Command): string | null
  /** A trace id that came with the command; without one the engine makes it. */
  traceId?(command: Command): string | undefined
  /** The deterministic decision. Always computed, before anything else; a throw is the caller's. */
  baseline(command: Command, ids: DecisionIds): Decision | Promise<Decision>
  readBaseline(decision: Decision, command: Command): BaselineReading
  /** Whether the caller may have a candidate's decision at all (`capability_mismatch` if not). */
  permits(command: Command): boolean
  /** What to ask the model; null when there is nothing to ask about (`empty_text`). */
  request(command: Command): CandidateRequest | null
  /** Checks an untrusted JSON value. */
  parse(value: unknown): Parsed<Candidate>
  /** Checked in order after the engine's own check that the intent matches. */
  readonly rules: readonly AcceptanceRule<Command, Decision, Candidate>[]
  readCandidate(candidate: Candidate, command: Command): CandidateReading
  /** Turns an accepted candidate into the decision to give. */
  decide(candidate: Candidate, command: Command, baseline: Decision, ids: DecisionIds): Decision
  /** Version of the rules and of the prompt; part of the epoch. Change it when either changes. */
  readonly version: string
}
