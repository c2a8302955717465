import { tellAll } from './tell-all.js'

/** Tells whoever waits for it that a corridor turned from not closed to closed. */
export class Closings {
  readonly #isClosed: (intent: string) => boolean
  readonly #listeners = new Map<string, Set<() => void>>()
  readonly #wasClosed = new Map<string, boolean>()

  constructor(isClosed: (intent: string) => boolean) {
    this.#isClosed = isClosed
  }

  /** Gives back what ends it. */
  on(intent: string, listener: () => void): () => void {
    const listeners = this.#listeners.get(intent) ?? new Set()
    this.#listeners.set(intent, listeners.add(listener))
    if (!this.#wasClosed.has(intent)) this.#wasClosed.set(intent, this.#isClosed(intent))
    return () => {
      listeners.delete(listener)
    }
  }

  /** To be called whenever something may have closed. */
  announce(): void {
    for (const [intent, listeners] of this.#listeners) {
      const closed = this.#isClosed(intent)
      const before = this.#wasClosed.get(intent)
      this.#wasClosed.set(intent, closed)
      if (closed && before !== true) tellAll(listeners)
    }
  }
}
