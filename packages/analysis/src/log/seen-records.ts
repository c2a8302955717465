import { IdentitySet, scattered } from './identity-set.js'

/** Identities kept in each generation: 3 MB when it is full. */
const generationSize = 1 << 18

export type SeenSnapshot = {
  /** In the order of the log; identities with zeros in between, as {@link IdentitySet.slots} has them. */
  readonly generations: readonly Float64Array[]
  readonly forgetful: boolean
}

/**
 * Recognises records that came before, in bounded memory: the last quarter to half a million
 * attempts are remembered, older ones are forgotten a generation at a time. A log copied, shipped
 * twice or read from overlapping files counts once as long as the copy lies within that window.
 */
export class SeenRecords {
  #current = new IdentitySet()
  #previous = new IdentitySet()
  #first: IdentitySet | null = null
  readonly #backwards: boolean
  /** Whether anything was forgotten, so that an older duplicate would go unnoticed. */
  forgetful = false

  /** `backwards`: whether the first records are the log's last, which what is appended may repeat. */
  constructor({ backwards = false }: { readonly backwards?: boolean } = {}) {
    this.#backwards = backwards
  }

  /** Remembers an identity; false when it was known. */
  add(identity: number): boolean {
    const number = identity === 0 ? 1 : identity
    if (this.#previous.size > 0 && this.#previous.has(number)) return false
    if (!this.#current.add(number)) return false
    if (this.#current.size >= generationSize) this.#turn()
    return true
  }

  #turn(): void {
    const oldest = this.#previous
    this.#previous = this.#current
    this.forgetful ||= oldest.size > 0
    if (this.#backwards && this.#first === null && oldest.size > 0) {
      this.#first = oldest
      this.#current = new IdentitySet()
    } else {
      oldest.clear()
      this.#current = oldest
    }
  }

  snapshot(): SeenSnapshot {
    const seen = [this.#first, this.#previous, this.#current].filter((set) => set !== null)
    const inOrder = this.#backwards ? seen.toReversed() : seen
    return { generations: inOrder.map(({ slots }) => slots), forgetful: this.forgetful }
  }

  /** Remembers what the one behind saw, the log's end last; the number of records that both did. */
  merge({ generations, forgetful }: SeenSnapshot): number {
    let both = 0
    for (const slots of generations) {
      for (const identity of scattered(slots)) if (!this.add(identity)) both += 1
    }
    this.forgetful ||= forgetful
    return both
  }
}
