/** A minute and a little, in ms. */
const mostUsual = 65_536

export type LatencyCount = readonly [latencyMs: number, times: number]

/** Whole-millisecond latencies counted one by one, so that percentiles are exact in constant memory. */
export class LatencyTally {
  /** Index is the latency; grows with the longest, up to {@link mostUsual}. What lies outside goes to {@link rare}. */
  #usual = new Float64Array(256)
  readonly rare = new Map<number, number>()
  count = 0

  add(latencyMs: number, times = 1): void {
    this.count += times
    // -0 is what -0.4 is cut to; as an index it is 0.
    if (latencyMs >= 0 && latencyMs < mostUsual) {
      if (latencyMs >= this.#usual.length) this.#grow(latencyMs)
      this.#usual[latencyMs] = (this.#usual[latencyMs] ?? 0) + times
    } else {
      this.rare.set(latencyMs, (this.rare.get(latencyMs) ?? 0) + times)
    }
  }

  #grow(latencyMs: number): void {
    const held = this.#usual
    this.#usual = new Float64Array(2 ** Math.ceil(Math.log2(latencyMs + 1)))
    this.#usual.set(held)
  }

  merge(entries: readonly LatencyCount[]): void {
    for (const [latencyMs, times] of entries) this.add(latencyMs, times)
  }

  /** The value at index `floor((n - 1) * share)` of the sorted latencies; null without any. */
  percentile(share: number): number | null {
    if (this.count === 0) return null
    let left = Math.floor((this.count - 1) * share)
    for (const [latencyMs, times] of this.entries().toSorted(([a], [b]) => a - b)) {
      if (left < times) return latencyMs
      left -= times
    }
    return null
  }

  entries(): LatencyCount[] {
    const entries: LatencyCount[] = [...this.rare]
    for (let latencyMs = 0; latencyMs < this.#usual.length; latencyMs += 1) {
      const times = this.#usual[latencyMs] ?? 0
      if (times > 0) entries.push([latencyMs, times])
    }
    return entries
  }
}
