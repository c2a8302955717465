import { IdentitySet, scattered } from './identity-set.js'

/** Identities kept in each generation: 3 MB when it is full. */
const generationSize = 1 << 18

/** Identities with zeros in between, as {@link IdentitySet.slots} has them. */
export type SeenSnapshot = {
  /** Where a tally goes on behind another one: the first it saw, unless they are in the others. */
  readonly first: Float64Array | null
  readonly previous: Float64Array
  readonly current: Float64Array
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
  readonly #follows: boolean
  /** Whether anything was forgotten, so that an older duplicate would go unnoticed. */
  forgetful = false

  /** `follows`: whether another tally counts what lies before, so that its last meet our first. */
  constructor({ follows = false }: { readonly follows?: boolean } = {}) {
    this.#follows = follows
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
    if (this.#follows && this.#first === null && oldest.size > 0) {
      this.#first = oldest
      this.#current = new IdentitySet()
    } else {
      oldest.clear()
      this.#current = oldest
    }
  }

  snapshot(): SeenSnapshot {
    return {
      first: this.#first?.slots ?? null,
      previous: this.#previous.slots,
      current: this.#current.slots,
      forgetful: this.forgetful,
    }
  }

  /** Remembers what one that followed saw; the number of records that both did. */
  merge(other: SeenSnapshot): number {
    let both = 0
    for (const identity of other.first ?? []) {
      if (identity !== 0 && this.#has(identity)) both += 1
    }
    for (const slots of [other.previous, other.current]) {
      for (const identity of scattered(slots)) if (!this.add(identity)) both += 1
    }
    this.forgetful ||= other.forgetful
    return both
  }

  #has(identity: number): boolean {
    return this.#previous.has(identity) || this.#current.has(identity)
  }
}
