import type { CandidateRequest, CandidateSource, Clock } from '@partial-trust/core'
import type { Llm } from '../open-llm.js'

/** What a function that is asked for a candidate may know beside the command. */
export type AskSignals = {
  /** Aborted at the deadline, when the caller gives up, and when the corridor is killed. */
  readonly signal: AbortSignal
  /** Milliseconds from now in which the candidate must be there; one that comes later is ignored. */
  readonly deadlineMs: number
}

/**
 * A function of one's own that is asked for a candidate. What it resolves to is checked against the
 * corridor's candidate; a text that is no candidate itself is read as JSON. A rejection is recorded
 * as what it is as far as its code, name or status tells (see {@link AskFailure}), else `llm_error`.
 */
export type AskFunction<Command> = (command: Command, options: AskSignals) => Promise<unknown>

export type AskerKind = 'function' | 'language_model' | 'decision_model' | 'policy'

/**
 * A way to ask for candidates: a model, and what it is asked about a command. Made by `policy`,
 * `languageModel`, `decisionModel`, or {@link askerOf} from a function.
 */
export type Asker<Command> = {
  readonly kind: AskerKind
  /**
   * Kind of the confidence that its answers bring along; null where only the candidate itself can
   * state one.
   */
  readonly confidenceKind: 'distribution' | null
  /** Binds it to one corridor. */
  readonly open: (parts: AskerParts) => OpenedAsker<Command>
}

export type AskerParts = {
  /** Name of the corridor. */
  readonly intent: string
  /** JSON Schema of the candidate, sent along and part of the epoch; null where there is none. */
  readonly schema: Readonly<Record<string, unknown>> | null
  readonly clock: Clock
  /** The process's LLM policy; null while it is off or refused. */
  readonly llm: Llm | null
  /** Profile of the policy that is asked first. */
  readonly profile: string
}

export type OpenedAsker<Command> = {
  /** Task of the policy, or the corridor's name; part of the epoch. */
  readonly taskId: string
  /**
   * What is asked about a command; null when there is nothing to ask about. Hand it to the source as
   * it is: a source may know a request by its identity.
   */
  readonly request: (command: Command) => CandidateRequest | null
  /** Null where nobody can be asked. Its route names what shapes the answers: model, prompt, schema. */
  readonly source: CandidateSource | null
}
