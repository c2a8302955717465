import type {
  Corridor,
  CorridorLists,
  CorridorParts,
  DecideOptions,
  Outcome,
  OwnReasonEntry,
} from '@partial-trust/core'
import type { CorridorOwn } from './own-settings.js'

/** What is wrong with a command, and where; neither member repeats the command's content. */
export type CommandProblem = {
  /** JSON Pointer (RFC 6901); empty for the whole. */
  readonly pointer: string
  readonly message: string
}

export type Validation<Command> =
  | { readonly kind: 'valid'; readonly command: Command }
  | { readonly kind: 'invalid'; readonly problems: readonly CommandProblem[] }

/** JSON Schema 2020-12. */
export type JsonSchema = Readonly<Record<string, unknown>>

/** What the runtime supplies; the registration supplies the rest. */
export type RuntimeParts = Omit<CorridorParts, 'limits' | 'mode' | 'authorities'>

/** An open corridor that takes untrusted JSON. */
export interface OpenedCorridor extends Pick<
  Corridor<unknown, unknown>,
  'intent' | 'epoch' | 'use' | 'grant'
> {
  /** The problems at once, or the outcome when it is decided. */
  decide(
    value: unknown,
    options?: DecideOptions,
  ):
    | { readonly kind: 'invalid'; readonly problems: readonly CommandProblem[] }
    | { readonly kind: 'deciding'; readonly outcome: Promise<Outcome<unknown>> }
}

/** Authorities that nobody outside a decision can ask, by name. */
export type AskedPerDecision = {
  /** Its own authorities: only a process in which the corridor is open can ask them. */
  readonly authorities: readonly string[]
  /** What needs the command, e.g. the caller's capabilities. */
  readonly command: readonly string[]
}

/** A registration whose own types nobody outside needs to know. */
export interface RegisteredCorridor {
  readonly intent: string
  readonly taskId: string
  readonly version: string
  readonly salt: string
  /** Least confidence its rules ask for; null where they name none. */
  readonly leastConfidence: number | null
  readonly own: CorridorOwn
  readonly askedPerDecision: AskedPerDecision
  /** Whether the LLM policy answers for it; false where it asks somebody of its own. */
  readonly asksPolicy: boolean
  /** Why its own rules refuse, by reason code. */
  readonly reasons: Readonly<Record<string, OwnReasonEntry>>
  /** What can differ in its decisions at all. */
  readonly lists: CorridorLists
  readonly contracts: { readonly command: JsonSchema; readonly decision: JsonSchema }
  /** Commands that stand for its traffic; none where the registration gives none. */
  examples?(): readonly unknown[]
  open(parts: RuntimeParts): OpenedCorridor
}
