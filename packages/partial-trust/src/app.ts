import type {
  CorridorLists,
  ControlView,
  CorridorSettings,
  DecideOptions,
  Grant,
  Outcome,
  OwnReasonEntry,
  RiskRecord,
} from '@partial-trust/core'
import type {
  ControlFeed,
  ControlStore,
  Desk,
  EvidenceStore,
  Leadership,
  OutcomeAnswer,
  OutcomeKind,
  StopProof,
  StopProofFigures,
} from '@partial-trust/control'
import type { CommandProblem, DecisionTally, JsonSchema } from '@partial-trust/engine'

/** What the service serves: the composed product, seen from its front door. */
export interface App {
  readonly instance: string
  readonly corridors: readonly AppCorridor[]
  /**
   * The corridor that answers when a request names none: the only one that is allowed or registered.
   * Null where there are several, and a request must say which.
   */
  readonly defaultIntent: string | null
  /** Undefined where no corridor of that intent is registered. */
  corridor(intent: string | null): AppCorridor | undefined
  readonly tally: DecisionTally
  /** Calls back with every risk record, after it went to the log. Returns the way to stop. */
  onRecord(listener: (record: RiskRecord) => void): () => void
  health(): AppHealth
  /** Live control; null where `PARTIAL_TRUST_STATE` is `none`. */
  readonly control: AppControl | null
}

export type AppControl = {
  readonly store: ControlStore
  readonly evidence: EvidenceStore
  readonly desk: Desk
  readonly leadership: Leadership
  readonly feed: ControlFeed
  /** What the latest trial of the kill showed, as far as this process knows; null: it knows of none. */
  proof(): StopProofFigures | null
  /** When its next trial is overdue, in ms since 1970; null where it is never tried. */
  proofDueMs(): number | null
  /** Makes known what one showed. */
  tellProof(proof: StopProof): void
  /** How often it is tried, in ms; 0: never. */
  readonly proveEveryMs: number
}

export interface AppCorridor {
  readonly intent: string
  /** Prefix of the sampling hash. */
  readonly salt: string
  readonly epoch: string
  /** Its own settings, as the environment narrowed them. */
  readonly settings: CorridorSettings
  /**
   * What it may do now, whoever asks, and who set it; this process's own authorities are asked.
   *
   * @param view What live control is taken to say; default: what this process last read.
   */
  grant(view?: ControlView): Grant
  /** What may say no as well and needs a command, by name. */
  readonly askedPerDecision: readonly string[]
  /** Why its own rules refuse, by reason code. */
  readonly reasons: Readonly<Record<string, OwnReasonEntry>>
  /** What can differ in its decisions at all. */
  readonly lists: CorridorLists
  readonly contracts: { readonly command: JsonSchema; readonly decision: JsonSchema }
  decide(
    value: unknown,
    options?: DecideOptions,
  ):
    | { readonly kind: 'invalid'; readonly problems: readonly CommandProblem[] }
    | { readonly kind: 'deciding'; readonly outcome: Promise<Outcome<unknown>> }
  use(): {
    readonly underWay: number
    readonly circuit: 'closed' | 'open' | 'probing'
    readonly circuitTrips: number
    readonly budgetSpent: number
    readonly observerFailures: number
  }
  /**
   * What became of a decision, by the command id it was made under; see `POST /v1/outcomes`, which
   * ends here. Report it of every decision alike, whoever made it. An incident closes the stage.
   *
   * @param id As the corridor's `id` gives it: a number is the text that records hold.
   * @throws {TypeError} when id, kind, time or reporter is none.
   * @throws {StoreUnavailableError} when it is unknown whether it was counted; reporting again is safe.
   */
  outcome(
    id: string | number,
    kind: OutcomeKind,
    options?: OutcomeOptions,
  ): Promise<AppOutcomeAnswer>
}

export type OutcomeOptions = {
  /** When it was decided; keeps decisions from before the stage out of the comparison. */
  readonly decidedAt?: Date | undefined
  /** Who reports, for the audit entry of an incident. Default: this process. */
  readonly by?: string
}

/** `no_control`: `PARTIAL_TRUST_STATE` is `none`, so outcomes cannot be kept. */
export type AppOutcomeAnswer = OutcomeAnswer | { readonly kind: 'no_control' }

export type AppHealth = {
  readonly configProblems: readonly { readonly variable: string; readonly problem: string }[]
  readonly riskLog: {
    readonly written: number
    /** Given up. */
    readonly lost: number
    /** Given up, or waiting for a file that cannot be written: falls again when it can. */
    readonly dropped: number
    readonly healthy: boolean
    /** Code of the last failed write, such as `ENOSPC`; null while healthy. */
    readonly lastError: string | null
  }
  readonly lease: { readonly fresh: boolean; readonly ageMs: number | null } | null
  /** Exceptions thrown by observers of records. */
  readonly observerFailures: number
}
