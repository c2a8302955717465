import type { AttemptFailure } from '../record/index.js'
import type { ModelMeta } from '../record/index.js'

/** What the model is asked. `schema` is JSON Schema 2020-12 of the candidate. */
export type CandidateRequest = {
  readonly system: string
  readonly prompt: string
  readonly schema: Readonly<Record<string, unknown>>
}

export type Parsed<Candidate> =
  | { readonly kind: 'parsed'; readonly candidate: Candidate }
  /** `problems` go back to the model in a repair, never into a record or a log. */
  | { readonly kind: 'unparsable'; readonly problems: string }

export type CandidateAnswer =
  /** `value` is the parsed JSON the model gave; the engine checks it again before use. */
  | { readonly kind: 'answered'; readonly value: unknown; readonly meta: ModelMeta }
  | { readonly kind: 'failed'; readonly failure: AttemptFailure; readonly meta: ModelMeta }

export type AskOptions = {
  /** Aborted at the deadline, when the caller gives up, and when the corridor is killed. */
  readonly signal: AbortSignal
  /** Milliseconds from now in which the whole chain, repairs and escalations included, must end. */
  readonly deadlineMs: number
  /** Whether a JSON value is a candidate of the corridor; decides `schema_validation_failed`. */
  readonly validate: (value: unknown) => Parsed<unknown>
}

/**
 * Where candidates come from. Never throws for an expected failure; the engine treats a throw, a
 * rejection or a late answer as one more doubt.
 */
export interface CandidateSource {
  /** Names the (provider, model, profile, temperature, …) in use: part of the epoch. Without a route: null, and the model is never asked. */
  readonly route: CandidateRoute | null
  ask(request: CandidateRequest, options: AskOptions): Promise<CandidateAnswer>
}

export type CandidateRoute = {
  readonly profile: string
  readonly task_id: string
  readonly provider: string
  readonly model: string
  /** Digest of everything else in the policy that shapes an answer. */
  readonly fingerprint: string
}
