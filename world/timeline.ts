/** Something that will happen; handed back by {@link Timeline.at} to call it off. */
export type Due = { readonly atMs: number; readonly ordinal: number; run: (() => void) | null }

/** The world's one true time, and all that is still to happen in it, in order. */
export class Timeline {
  #heap: Due[] = []
  #ordinal = 0
  #nowMs = 0
  /** Events that took place. */
  executed = 0

  /** Ms since the world began. */
  get nowMs(): number {
    return this.#nowMs
  }

  at(atMs: number, run: () => void): Due {
    const due: Due = { atMs: Math.max(atMs, this.#nowMs), ordinal: this.#ordinal++, run }
    this.#heap.push(due)
    this.#rise(this.#heap.length - 1)
    return due
  }

  /** Lets the next event take place; false when there is none up to `untilMs`, where time then stands. */
  step(untilMs: number): boolean {
    for (;;) {
      const next = this.#heap[0]
      if (next === undefined || next.atMs > untilMs) {
        this.#nowMs = untilMs
        return false
      }
      this.#takeFirst()
      if (next.run === null) continue
      this.#nowMs = next.atMs
      this.executed += 1
      next.run()
      return true
    }
  }

  #takeFirst(): void {
    const last = this.#heap.pop()
    if (last === undefined || this.#heap.length === 0) return
    this.#heap[0] = last
    this.#sink()
  }

  #rise(from: number): void {
    let index = from
    while (index > 0) {
      const above = (index - 1) >> 1
      if (!this.#isBefore(index, above)) return
      this.#swap(index, above)
      index = above
    }
  }

  #sink(): void {
    let index = 0
    for (;;) {
      let first = index
      for (const child of [2 * index + 1, 2 * index + 2]) {
        if (child < this.#heap.length && this.#isBefore(child, first)) first = child
      }
      if (first === index) return
      this.#swap(index, first)
      index = first
    }
  }

  #isBefore(one: number, other: number): boolean {
    const [a, b] = [this.#heap[one], this.#heap[other]]
    if (a === undefined || b === undefined) return false
    return a.atMs < b.atMs || (a.atMs === b.atMs && a.ordinal < b.ordinal)
  }

  #swap(one: number, other: number): void {
    const [a, b] = [this.#heap[one], this.#heap[other]]
    if (a === undefined || b === undefined) return
    this.#heap[one] = b
    this.#heap[other] = a
  }
}
