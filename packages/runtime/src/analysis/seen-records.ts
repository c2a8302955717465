import { IdentitySet } from './identity-set.js'

/** Identities kept in each of the two generations; 16 MB at most when both are full. */
const generationSize = 1 << 19

export type SeenSnapshot = {
  readonly current: Float64Array
  readonly previous: Float64Array
  readonly forgetful: boolean
}

/**
 * Recognises records that came before, in bounded memory: the last half million to one million
 * attempts are remembered, older ones are forgotten a generation at a time. A log copied, shipped
 * twice or read from overlapping files counts once as long as the copy lies within that window.
 */
export class SeenRecords {
  #current = new IdentitySet()
  #previous = new IdentitySet()
  /** Whether anything was forgotten, so that an older duplicate would go unnoticed. */
  forgetful = false

  /** Remembers an identity; false when it was known. */
  add(identity: number): boolean {
    const number = identity === 0 ? 1 : identity
    if (this.#previous.size > 0 && this.#previous.has(number)) return false
    if (!this.#current.add(number)) return false
    if (this.#current.size >= generationSize) {
      if (this.#previous.size > 0) this.forgetful = true
      this.#previous = this.#current
      this.#current = new IdentitySet()
    }
    return true
  }

  snapshot(): SeenSnapshot {
    const { forgetful } = this
    return { current: this.#current.values(), previous: this.#previous.values(), forgetful }
  }

  /** Remembers what another one saw; the number of records that both did. */
  merge(other: SeenSnapshot): number {
    let both = 0
    for (const identities of [other.previous, other.current]) {
      for (const identity of identities) if (!this.add(identity)) both += 1
    }
    this.forgetful ||= other.forgetful
    return both
  }
}
