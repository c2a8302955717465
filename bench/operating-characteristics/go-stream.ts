import { logEvidenceBelow } from '@partial-trust/core'

const distances = [1, 0.965, 0.9, 0.8, 0.68, 0.54, 0.38, 0.2, 0.08] as const
const stakes = [0.17, 0.16, 0.17, 0.13, 0.11, 0.09, 0.08, 0.06, 0.03] as const

/**
 * The evidence for GO after every window, written down a second time from GATES 5 and never folded: thousands of
 * streams can be looked at after each of their windows, and the product's own fold is checked against it.
 */
export class GoStream {
  readonly #p0: number
  /** A product for each cap and alternative, as logarithms once it runs away. */
  readonly #logs = new Float64Array(18)
  readonly #products = new Float64Array(18).fill(1)
  #windows = 0
  s = 0
  n = 0

  constructor(p0: number) {
    this.#p0 = p0
  }

  add(s: number, n: number): void {
    if (n === 0) return
    if (this.#windows > 0) {
      for (let cap = 1; cap <= 2; cap++) {
        const most = Math.max(1, Math.floor((cap * this.n) / this.#windows))
        this.#bet(Math.min(n, most) / most, Math.min(s, most) / most, (cap - 1) * 9)
      }
    }
    this.#windows += 1
    this.s += s
    this.n += n
  }

  logWindows(): number {
    return Math.log(this.#windowEvidence())
  }

  /** Whether both proofs reach the limit, ln 1/alpha; the dear one is asked for last. */
  proves(limit: number): boolean {
    return (
      this.#windowEvidence() >= Math.exp(limit) &&
      logEvidenceBelow(this.s, this.n, this.#p0) >= limit
    )
  }

  #windowEvidence(): number {
    let sum = 0
    for (let i = 0; i < 18; i++) {
      const log = this.#logs[i] ?? 0
      sum += ((stakes[i % 9] ?? 0) / 2) * (this.#products[i] ?? 1) * (log === 0 ? 1 : Math.exp(log))
    }
    return sum
  }

  #bet(full: number, bad: number, from: number): void {
    for (let j = 0; j < 9; j++) {
      const distance = distances[j] ?? 0
      const factor = 1 + (distance * (this.#p0 * full - bad)) / (1 - distance * this.#p0)
      const product = (this.#products[from + j] ?? 1) * Math.max(0, factor)
      const runsAway = product > 1e100 || product < 1e-100
      this.#products[from + j] = runsAway ? 1 : product
      if (runsAway) this.#logs[from + j] = (this.#logs[from + j] ?? 0) + Math.log(product)
    }
  }
}
