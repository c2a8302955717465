import type { AuditEntry } from './audit-entry.js'
import type { ControlAction } from './control-action.js'
import type { AuditAnchor, ControlPlan, CorridorState } from './control-state.js'

export type ChangeRequest = {
  readonly intent: string
  readonly action: ControlAction
  /** Who asks; goes into the audit trail. */
  readonly by: string
  /** Why; never empty. */
  readonly reason: string
  /**
   * Which person asks, where a plan needs two; null for a program, and for whoever is nobody in
   * particular. Default: `by`. Never read from a request: whoever took it in says so.
   */
  readonly person?: string | null
  /**
   * The version the decision to change was made on. Looked at for everything but `kill` and
   * `incident`, which take trust away and so never lose a race.
   */
  readonly expectedVersion?: number
}

/** Kills every corridor the store holds, and `also` those named, in one change. */
export type KillAllRequest = {
  readonly also: readonly string[]
  readonly by: string
  readonly reason: string
}

/** Expected answers are values; only not knowing is an error. */
export type Change =
  | { readonly kind: 'replaced'; readonly state: CorridorState }
  /** Someone wrote since `expectedVersion`: show `current` and let a person choose. */
  | { readonly kind: 'conflict'; readonly current: CorridorState }
  /** The action leads nowhere from the corridor's standing; `problem` says why. */
  | { readonly kind: 'refused'; readonly problem: string; readonly current: CorridorState }

/** All corridors at one moment, and where the audit chain ends. */
export type ControlSnapshot = {
  /** Random name the store was given when it was made: another store is never taken for it. */
  readonly storeId: string
  readonly head: AuditAnchor
  /**
   * What proves that an earlier store was lost, in words; null where nothing was. Until a person
   * adopts the store, every corridor is closed: it may have forgotten a kill.
   */
  readonly lost: string | null
  /** Every corridor ever written, by intent. */
  readonly corridors: ReadonlyMap<string, CorridorState>
  /**
   * How old it was when the question for it was answered, in ms: a relay answers with what it asked for
   * itself before. Absent where the store itself was read.
   */
  readonly ageMs?: number
}

/** Where live control is kept. Every implementation passes `controlStoreContract`. */
export interface ControlStore {
  /** The store's address without secrets, for messages. */
  readonly location: string

  /** @throws {StoreUnavailableError} when it cannot be read; callers then grant no trust. */
  read(signal?: AbortSignal): Promise<ControlSnapshot>

  /**
   * Changes one corridor and writes the audit entry in the same transaction.
   *
   * @throws {StoreUnavailableError} when it is unknown whether the change took place.
   */
  change(request: ChangeRequest): Promise<Change>

  /**
   * Kills all corridors at once: whole or not at all. Answers with their states, by intent.
   *
   * @throws {StoreUnavailableError} when it is unknown whether it took place.
   */
  killAll(request: KillAllRequest): Promise<readonly CorridorState[]>

  /** The plan a rollout was started with; null when the store holds none of that digest. */
  plan(digest: string): Promise<ControlPlan | null>

  /** Audit entries in order, `seq` above `after` (default 0), at most `limit` (default 1000). */
  audit(range?: {
    readonly after?: number
    readonly limit?: number
  }): Promise<readonly AuditEntry[]>

  /** Calls back soon after anyone, in any process, changed control. May call without a change. */
  subscribe(listener: () => void): () => void

  close(): Promise<void>
}

/** The store did not answer, or not with anything that can be believed. */
export class StoreUnavailableError extends Error {
  override readonly name = 'StoreUnavailableError'
  /**
   * Whether what was asked for may have been carried out, or may be yet: it was handed over, and no answer came.
   * False where it is certain that nothing was.
   */
  readonly mayBeDone: boolean

  constructor(location: string, problem: string, options?: UnavailableOptions) {
    super(`control store ${location}: ${problem}`, options)
    this.mayBeDone = options?.mayBeDone ?? false
  }
}

type UnavailableOptions = ErrorOptions & { readonly mayBeDone?: boolean }

/** There is no store at the address: nobody made one yet, or it is another address than was meant. */
export class StoreAbsentError extends StoreUnavailableError {
  constructor(location: string) {
    super(
      location,
      'there is no store here; the first start of a process that serves makes one. Is it the address your processes use (PARTIAL_TRUST_STATE)?',
    )
  }
}
