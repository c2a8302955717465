/** Identities kept in each of the two generations. */
const generationSize = 1 << 20

/**
 * Recognises records that came before, in bounded memory: the last one to two million attempts are
 * remembered exactly (16 bytes each), older ones are forgotten a generation at a time. A log copied,
 * shipped twice or read from overlapping files counts once as long as the copy lies within that window.
 */
export class SeenRecords {
  #current = new Set<number>()
  #previous = new Set<number>()
  /** Whether anything was forgotten, so that an older duplicate would go unnoticed. */
  forgetful = false

  /** Remembers an identity; false when it was known. */
  add(identity: number): boolean {
    if (this.#current.has(identity) || this.#previous.has(identity)) return false
    this.#current.add(identity)
    if (this.#current.size >= generationSize) {
      if (this.#previous.size > 0) this.forgetful = true
      this.#previous = this.#current
      this.#current = new Set()
    }
    return true
  }

  has(identity: number): boolean {
    return this.#current.has(identity) || this.#previous.has(identity)
  }

  get size(): number {
    return this.#current.size + this.#previous.size
  }

  *[Symbol.iterator](): Iterator<number> {
    yield* this.#previous
    yield* this.#current
  }
}
