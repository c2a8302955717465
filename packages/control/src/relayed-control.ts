import type { Clock } from '@partial-trust/core'
import { bounded } from './bounded.js'
import type { ControlSnapshot, ControlStore } from './control-store.js'

export type RelayedControlOptions = {
  readonly clock: Clock
  /** How old state may be before the next question goes through, in ms. Default 100. */
  readonly shareMs?: number
}

/** No process holds a lease for longer: older state is of use to nobody. */
const longestLeaseMs = 60_000
const readTimeoutMs = 2000

/**
 * One reader of a control plane for many processes. What it hands out carries its age since the store itself
 * was asked, so that no chain of relays lengthens a lease: a relay that lags, or lost its plane, only makes
 * processes close.
 */
export class RelayedControl {
  readonly #store: Pick<ControlStore, 'read'>
  readonly #clock: Clock
  readonly #shareMs: number
  #held: { readonly snapshot: ControlSnapshot; readonly askedMs: number } | undefined
  #reading: Promise<void> | undefined
  #next: Promise<void> | undefined

  constructor(store: Pick<ControlStore, 'read'>, options: RelayedControlOptions) {
    this.#store = store
    this.#clock = options.clock
    this.#shareMs = options.shareMs ?? 100
  }

  /** The state and its age; null where there is none that anybody could act on. */
  async answer(): Promise<ControlSnapshot | null> {
    if (this.#ageMs() > this.#shareMs) await this.#shared()
    const ageMs = this.#ageMs()
    if (this.#held === undefined || ageMs > longestLeaseMs) return null
    return { ...this.#held.snapshot, ageMs }
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
    const askedMs = this.#clock.monotonicMs()
    try {
      const snapshot = await bounded(
        (signal) => this.#store.read(signal),
        readTimeoutMs,
        this.#clock,
      )
      this.#held = { snapshot, askedMs: askedMs - (snapshot.ageMs ?? 0) }
    } catch {
      // its age tells everybody
    }
  }

  #ageMs(): number {
    return this.#held === undefined ? Infinity : this.#clock.monotonicMs() - this.#held.askedMs
  }
}
