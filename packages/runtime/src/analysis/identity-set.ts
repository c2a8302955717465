/** A set of numbers from 1 to 2^53, 16 to 32 bytes each; a plain Set takes three times that. */
export class IdentitySet {
  #slots = new Float64Array(1024)
  size = 0

  /** False when it was in the set before. */
  add(identity: number): boolean {
    const slot = this.#slotOf(identity)
    if (this.#slots[slot] === identity) return false
    this.#slots[slot] = identity
    this.size += 1
    if (this.size * 2 > this.#slots.length) this.#grow()
    return true
  }

  has(identity: number): boolean {
    return this.#slots[this.#slotOf(identity)] === identity
  }

  /** Every number, in no particular order. */
  values(): Float64Array {
    return this.#slots.filter((identity) => identity !== 0)
  }

  /** The slot that holds the number, or the free one where it belongs. */
  #slotOf(identity: number): number {
    const mask = this.#slots.length - 1
    // The numbers are hashes already: the low 32 bits of one spread evenly.
    let slot = (identity % 2 ** 32) & mask
    for (;;) {
      const held = this.#slots[slot]
      if (held === 0 || held === identity) return slot
      slot = (slot + 1) & mask
    }
  }

  #grow(): void {
    const held = this.values()
    this.#slots = new Float64Array(this.#slots.length * 2)
    for (const identity of held) this.#slots[this.#slotOf(identity)] = identity
  }
}
