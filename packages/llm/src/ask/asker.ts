import type { CandidateRequest, CandidateSource } from '@partial-trust/core'

/** JSON Schema 2020-12 of a candidate. */
export type CandidateSchema = Readonly<Record<string, unknown>>

/**
 * Where the candidates of one corridor come from: what `ask` of a definition becomes, whoever
 * answers. Made by {@link askFunction}, {@link policy} and their like.
 */
export type Asker<Command> = {
  /** Name in records: the policy's task, or the corridor's own intent. */
  readonly taskId: string
  /** Null: the source is the LLM policy's route for {@link taskId}. */
  readonly source: CandidateSource | null
  /** What is asked about a command; null where there is nothing to ask about (`empty_text`). */
  request(command: Command): CandidateRequest | null
  /** Everything readable that shapes an answer besides the route: prompts, code. Part of the epoch. */
  readonly fingerprint: readonly string[]
}

/** What an asker is made with, once the corridor is known. */
export type AskerParts = {
  readonly intent: string
  /** Empty where the candidate's schema gives none. */
  readonly schema: CandidateSchema
}

/** An asker that still waits for its corridor: what the helpers return. */
export type AskerFor<Command> = { readonly askerFor: (parts: AskerParts) => Asker<Command> }
