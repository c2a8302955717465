import type {
  Authority,
  ConfidenceKind,
  CorridorLimits,
  CorridorTraits,
  Mode,
  OwnReasonEntry,
} from '@partial-trust/core'
import type { Examples, JsonSchema } from '@partial-trust/engine'
import type { Asker, AskFunction } from '@partial-trust/llm'
import type { Schema } from './standard-schema.js'

/** A closed list, and which of its words a command says. */
export type PartList<Command> = {
  readonly words: readonly string[]
  readonly of: (command: Command) => string | null | undefined
}

/** What a rule judges: the checked candidate beside the command and the baseline it would replace. */
export type Proposed<Command, Decision, Candidate> = {
  readonly candidate: Candidate
  readonly command: Command
  readonly baseline: Decision
}

/**
 * A corridor in the words of the application. What can be derived is: parsing, JSON Schema,
 * contracts, summaries, the epoch. Whatever these functions do, the baseline is the answer in time.
 */
export type CorridorSpec<Command, Decision, Candidate> = {
  /** The corridor's name: lower case letters, digits and `_`, 1 to 64, a letter first. */
  readonly intent: string
  /**
   * Part of the epoch, for what cannot be seen to change: helpers that rules or prompts import, values
   * they close over. What can be seen (source of rules and prompts, schemas, model) needs no new version.
   * Default `1`.
   */
  readonly version?: string
  /** Types the command. Only the service and the command line need it: they check what comes in. */
  readonly command?: Schema<Command>
  /**
   * A handful of commands as they really come, which `partial-trust verify` drives the corridor with;
   * each must pass {@link command}. Default: `verify` tries to make them from the command's schema.
   */
  readonly examples?: Examples<Command>
  /** The decision's schema, for the service's contracts. Default: none is promised. */
  readonly decision?: Schema<Decision>
  /** The id that decides about the sample and joins the record; null counts as empty. */
  readonly id: (command: Command) => string | number | null
  /** A trace id that came with the command. Default: made by the engine. */
  readonly traceId?: (command: Command) => string | undefined
  /** Your decision, as you make it today. Always computed; what it throws is the caller's. */
  readonly baseline: (command: Command) => Decision | Promise<Decision>
  /** One word for a decision, recorded as `decision_type`; where two differ, that is a disagreement. */
  readonly label?: (decision: Decision) => string
  /** Every word that {@link label} may say, 1 to 64 of `\w.:-`; another is recorded as `other`. */
  readonly labels?: readonly string[]
  /** Whether a candidate may replace this decision at all. Default: always. */
  readonly replaceable?: (decision: Decision, command: Command) => boolean
  /** Whether this caller may have a candidate's decision (`capability_mismatch` if not). Default: always. */
  readonly permits?: (command: Command) => boolean
  /** What a candidate must be. */
  readonly candidate: Schema<Candidate>
  /** JSON Schema of a candidate for the model. Default: the schema's own, where its library offers one. */
  readonly candidateJsonSchema?: JsonSchema
  /** Whom to ask: any async function, or `languageModel`, `decisionModel`, `policy`. */
  readonly ask: AskFunction<Command> | Asker<Command>
  /** Where a candidate says how sure it is, and from where on that is enough. Default: it does not. */
  readonly confidence?: {
    readonly of: (candidate: Candidate) => number | null | undefined
    readonly kind: ConfidenceKind
    /** 0 to 1; less, or anything but a number from 0 to 1, is `low_confidence`; null passes. */
    readonly atLeast: number
  }
  /** Checked in order; the first that does not answer `true` names the reason it is refused for. */
  readonly rules?: Readonly<
    Record<string, (proposed: Proposed<Command, Decision, Candidate>) => boolean>
  >
  /** What to tell an operator of each rule; default: a sentence with the rule's name. */
  readonly reasons?: Readonly<Record<string, OwnReasonEntry>>
  /** Makes the decision of an accepted candidate. Default: the candidate is the decision. */
  readonly decide?: (candidate: Candidate, command: Command, baseline: Decision) => Decision
  /**
   * Closed lists by which its decisions can be told apart: `parts: { language: { words: ['de', 'en'], of: (request) =>
   * request.language } }`. They stand in records, and each part can be judged and demoted by itself (`gate --by
   * language`, a plan's `parts`). Names are `[a-z][a-z0-9_]{0,39}`, words 1 to 64 of `\w.:-`; what is off the list is
   * recorded as null. Default: none.
   */
  readonly parts?: Readonly<Record<string, PartList<Command>>>
  /** Content-free properties of its own in records. Default: none. */
  readonly traits?: CorridorTraits
  /** Prefix of the sampling hash. Default: {@link intent}. Changing it draws a new sample. */
  readonly salt?: string
  /** Most milliseconds a candidate may add to a decision, 1 to 60 000. Default 200. */
  readonly deadlineMs?: number
  /** Share of ids without a rollout, 0 to 1. Default 0.01. */
  readonly sampleRate?: number
  /** What it is allowed at most. Default `live`. */
  readonly mode?: Mode
  /** Profile of the LLM policy. Default: the policy's. */
  readonly profile?: string
  /** Path of the plan its rollouts follow. Default: the plan in use. */
  readonly plan?: string
  readonly limits?: Partial<CorridorLimits>
  /** Further authorities, e.g. a feature flag; any answer but `true` closes the corridor. */
  readonly authorities?: readonly Authority[]
}

/** `decide` may be left out only where a candidate is a decision. */
export type DecideWhereNeeded<Decision, Candidate> = [Candidate] extends [Decision]
  ? unknown
  : { readonly decide: unknown }
