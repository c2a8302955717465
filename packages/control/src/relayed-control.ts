import type { Clock } from '@partial-trust/core'
import type { AuditEntry } from './audit-entry.js'
import { bounded } from './bounded.js'
import { before, isFresh, longestLeaseMs, momentOf } from './lease.js'
import type { Moment } from './lease.js'
import type { ControlSnapshot, ControlStore } from './control-store.js'
import { SharedAnswers } from './shared-answers.js'

type Upstream = Pick<ControlStore, 'read' | 'audit'>
type AuditRange = Parameters<ControlStore['audit']>[0]

export type RelayedControlOptions = {
  readonly clock: Clock
  /** How old state may be before the next question goes through, in ms. Default 100. */
  readonly shareMs?: number
}

const readTimeoutMs = 2000
/** Entries of a page that is kept for the next who asks: those that processes ask for are as small. */
const mostShared = 100

/**
 * One reader of a control plane for many processes. What it hands out carries its age since the store itself
 * was asked, so that no chain of relays lengthens a lease: a relay that lags, or lost its plane, only makes
 * processes close.
 */
export class RelayedControl {
  readonly #store: Upstream
  readonly #clock: Clock
  readonly #shareMs: number
  #held: { readonly snapshot: ControlSnapshot; readonly asked: Moment } | undefined
  #reading: Promise<void> | undefined
  #next: Promise<void> | undefined
  readonly #pages = new SharedAnswers<readonly AuditEntry[]>()

  constructor(store: Upstream, options: RelayedControlOptions) {
    this.#store = store
    this.#clock = options.clock
    this.#shareMs = options.shareMs ?? 100
  }

  /** The state and its age. @throws {Error} where there is none that anybody could act on. */
  async state(): Promise<ControlSnapshot> {
    if (this.#ageMs() > this.#shareMs) await this.#shared()
    const ageMs = this.#ageMs()
    if (this.#held === undefined || ageMs === Infinity) {
      throw new Error('the control plane does not answer')
    }
    return { ...this.#held.snapshot, ageMs }
  }

  /**
   * A page of the audit trail, at least up to the state that is handed out. After a change every process asks
   * for the same one, to see that the state follows from what it knew.
   */
  async audit({ after = 0, limit = 1000 }: AuditRange = {}): Promise<readonly AuditEntry[]> {
    const ask = () => this.#store.audit({ after, limit })
    return limit > mostShared
      ? ask()
      : this.#pages.ask(await this.#mark(), `${after} ${limit}`, ask)
  }

  async #mark(): Promise<string> {
    const { storeId, head } = await this.state()
    return `${storeId} ${head.hash}`
  }

  /**
   * Asks anew, for whoever knows of a change: a question that is under way was asked before it, so another
   * follows. Never rejects: what is held grows old instead.
   */
  refresh(): Promise<void> {
    if (this.#reading === undefined) return this.#shared()
    this.#next ??= this.#reading.then(() => {
      this.#next = undefined
      return this.#shared()
    })
    return this.#next
  }

  #shared(): Promise<void> {
    this.#reading ??= this.#read().finally(() => {
      this.#reading = undefined
    })
    return this.#reading
  }

  async #read(): Promise<void> {
    const asked = momentOf(this.#clock)
    try {
      const snapshot = await bounded(
        (signal) => this.#store.read(signal),
        readTimeoutMs,
        this.#clock,
      )
      this.#held = { snapshot, asked: before(asked, snapshot.ageMs ?? 0) }
    } catch {
      // its age tells everybody
    }
  }

  /** Infinity where nobody may act on it any more: a machine that slept shows that by its wall clock alone. */
  #ageMs(): number {
    if (this.#held === undefined) return Infinity
    const { asked } = this.#held
    const now = momentOf(this.#clock)
    return isFresh(asked, now, longestLeaseMs) ? now.monotonicMs - asked.monotonicMs : Infinity
  }
}
