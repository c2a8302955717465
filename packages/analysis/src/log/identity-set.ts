/** Slots of an empty set. Every later size is a multiple, so a set's own order spreads evenly over a smaller one. */
const fewestSlots = 1280

/** How full the slots may get: 10 to 20 bytes a number; a plain Set takes about 50. */
const mostFull = 0.8

/** A set of numbers from 1 to 2^53 that are hashes already. */
export class IdentitySet {
  #slots = new Float64Array(fewestSlots)
  size = 0

  /** False when it was in the set before. */
  add(identity: number): boolean {
    const slot = this.#slotOf(identity)
    if (this.#slots[slot] === identity) return false
    this.#slots[slot] = identity
    this.size += 1
    if (this.size > this.#slots.length * mostFull) this.#grow()
    return true
  }

  has(identity: number): boolean {
    return this.#slots[this.#slotOf(identity)] === identity
  }

  /** Forgets every number and keeps the room. */
  clear(): void {
    this.#slots.fill(0)
    this.size = 0
  }

  /** The numbers with zeros in between, as {@link scattered} takes them. Adding changes the array. */
  get slots(): Float64Array {
    return this.#slots
  }

  /** The slot that holds the number, or the free one where it belongs. */
  #slotOf(identity: number): number {
    // The low 32 bits of a hash spread evenly.
    let slot = (identity % 2 ** 32) % this.#slots.length
    for (;;) {
      const held = this.#slots[slot]
      if (held === 0 || held === identity) return slot
      slot = slot + 1 === this.#slots.length ? 0 : slot + 1
    }
  }

  #grow(): void {
    const held = this.#slots
    this.#slots = new Float64Array(held.length * 2)
    for (const identity of held) {
      if (identity !== 0) this.#slots[this.#slotOf(identity)] = identity
    }
  }
}

/** Not a factor of any number of slots. */
const stride = 982_451_653

/**
 * The numbers in the slots of a set, far from the order they lie in: put into another set in that
 * order, and not all of them, they would crowd into one part of it.
 */
export function* scattered(slots: Float64Array): Iterable<number> {
  let slot = 0
  for (let taken = 0; taken < slots.length; taken += 1) {
    slot = (slot + stride) % slots.length
    const identity = slots[slot]
    if (identity !== undefined && identity !== 0) yield identity
  }
}
