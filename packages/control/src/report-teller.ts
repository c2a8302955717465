import type { Clock } from '@partial-trust/core'

/** Pause before what did not arrive is told again. */
const tellAgainMs = 1000

/**
 * Tells the store how a process stands: at once when something changed, else now and then. One report is on its
 * way at a time; what was to be told meanwhile is told after it.
 */
export class ReportTeller {
  readonly #send: () => Promise<void>
  readonly #everyMs: number
  readonly #clock: Clock
  /** How often something was to be told, up to where reports told it, and whether one is on its way. */
  #asked = 0
  #told = 0
  #telling = false
  #reportedMs = Number.NEGATIVE_INFINITY
  #stopped = false

  /** @param send Writes a report of how it stands now; bounded. */
  constructor(send: () => Promise<void>, everyMs: number, clock: Clock) {
    this.#send = send
    this.#everyMs = everyMs
    this.#clock = clock
  }

  /** Where it does not arrive, as when hundreds report one kill at once, {@link tellWhenDue} tries again. */
  async tell(): Promise<void> {
    this.#asked += 1
    if (!this.#telling) await this.#tellOnce()
  }

  async tellWhenDue(): Promise<void> {
    const agoMs = this.#clock.monotonicMs() - this.#reportedMs
    if (agoMs >= (this.#asked > this.#told ? tellAgainMs : this.#everyMs)) await this.tell()
  }

  /** Nothing is told any more but what is under way. */
  stop(): void {
    this.#stopped = true
  }

  async #tellOnce(): Promise<void> {
    this.#telling = true
    const upTo = this.#asked
    this.#reportedMs = this.#clock.monotonicMs()
    const arrived = await this.#send().then(
      () => true,
      () => false, // shows as silence
    )
    this.#telling = false
    if (!arrived) return
    this.#told = upTo
    if (this.#asked > this.#told && !this.#stopped) await this.#tellOnce()
  }
}
