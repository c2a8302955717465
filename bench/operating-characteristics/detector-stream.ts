import { observeBucket, quietDetector } from '@partial-trust/core'

/** What the detector stakes on each of its alternatives (GATES 1.6). */
const stakes = [0.25, 0.25, 0.2, 0.15, 0.15] as const

/**
 * The change detector after every decision, never in logarithms: hundreds of millions of decisions can be looked
 * at, and the product's own detector is checked against it.
 */
export class DetectorStream {
  readonly #event: readonly number[]
  readonly #noEvent: readonly number[]
  readonly #started = new Float64Array(stakes.length)

  constructor(p0: number) {
    const first = (s: number): readonly number[] =>
      observeBucket(quietDetector, { s, n: 1 }, p0).map(Math.exp)
    this.#event = first(1)
    this.#noEvent = first(0)
  }

  reset(): void {
    this.#started.fill(0)
  }

  /** @returns The level after one more decision, to be held against A. */
  add(failed: boolean): number {
    const factors = failed ? this.#event : this.#noEvent
    let level = 0
    for (let k = 0; k < stakes.length; k++) {
      const now = (factors[k] ?? 0) * ((this.#started[k] ?? 0) + 1)
      this.#started[k] = now
      level += (stakes[k] ?? 0) * now
    }
    return level
  }
}
