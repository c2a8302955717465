import type { RiskRecord } from '../record/index.js'
import type { ControlView } from './control-view.js'
import type { Grant } from './grant.js'

/** One decision as its caller gets it. */
export type Outcome<Decision> = {
  /** The candidate's decision where everyone said yes, otherwise the baseline. */
  readonly decision: Decision
  readonly traceId: string
  /** Says why; null when the corridor is switched off, which leaves no record. */
  readonly record: RiskRecord | null
}

export type DecideOptions = {
  /** The caller's own patience: once aborted, the baseline is returned at once. */
  readonly signal?: AbortSignal
}

/** How much of the corridor's limits is in use. */
export type CorridorUse = {
  readonly underWay: number
  readonly circuit: 'closed' | 'open' | 'probing'
  /** Times the circuit opened since the corridor was. */
  readonly circuitTrips: number
  readonly budgetSpent: number
  /** Exceptions of observers and of the record sink; they cost no decision. */
  readonly observerFailures: number
}

/** An open corridor. Its `decide` is safe to call from any number of requests at once. */
export interface Corridor<Command, Decision> {
  readonly intent: string
  /** Fingerprint of model, prompt, schema and rules. */
  readonly epoch: string
  /** Rejects only when the baseline itself throws. */
  decide(command: Command, options?: DecideOptions): Promise<Outcome<Decision>>
  use(): CorridorUse
  /**
   * What it may do at this moment, whoever asks, and who set it. Never throws: what cannot be read grants
   * nothing.
   *
   * @param view What live control is taken to say; default: what it says now.
   */
  grant(view?: ControlView): Grant
}
