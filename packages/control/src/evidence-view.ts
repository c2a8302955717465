import { addVector, bucketMs, emptyVector } from '@partial-trust/core'
import type { Cell, CellKey, CountVector, Metrics } from '@partial-trust/core'
import { encodeKey, raiseAndDiffer } from './cell-codec.js'

/** Buckets older than this are put together; by then they are sealed and were judged as they came. */
const fineMs = 3_600_000
/** Width of a bucket put together: the plan's usual window for bursts. */
const coarseBuckets = 300_000 / bucketMs

/**
 * What the store holds, kept small enough to be judged every few seconds: the last hour bucket by
 * bucket, everything older in windows of five minutes. When a bucket is put together depends on
 * time alone, never on what it counts, so the evidence stays valid.
 */
export class EvidenceView implements Metrics {
  /** Each of the store's cells as last seen. */
  readonly #seen = new Map<string, CountVector>()
  readonly #cells = new Map<string, Cell>()
  #coarseBefore = Number.NEGATIVE_INFINITY

  get cells(): ReadonlyMap<string, Cell> {
    return this.#cells
  }

  /** Takes cells in their newest state. */
  take(page: Metrics, nowMs: number): void {
    this.#advance(nowMs)
    for (const { key, vector } of page.cells.values()) {
      const name = encodeKey(key)
      const known = this.#seen.get(name) ?? emptyVector()
      const gain = raiseAndDiffer(known, vector)
      this.#seen.set(name, known)
      if (gain !== null) this.#add(key, gain)
    }
  }

  #advance(nowMs: number): void {
    const bucket = Math.floor((nowMs - fineMs) / bucketMs)
    const before = Math.floor(bucket / coarseBuckets) * coarseBuckets
    if (before <= this.#coarseBefore) return
    const from = this.#coarseBefore
    this.#coarseBefore = before
    const aged = [...this.#cells].filter(
      ([, { key }]) => key.bucket !== null && key.bucket >= from && key.bucket < before,
    )
    for (const [name] of aged) this.#cells.delete(name)
    for (const [, { key, vector }] of aged) this.#add(key, vector)
  }

  #add(key: CellKey, gain: CountVector): void {
    const { bucket } = key
    const together = bucket !== null && bucket < this.#coarseBefore
    const start = together ? Math.floor(bucket / coarseBuckets) * coarseBuckets : bucket
    const place = { ...key, bucket: start }
    const name = encodeKey(place)
    const cell = this.#cells.get(name) ?? { key: place, vector: emptyVector() }
    addVector(cell.vector, gain)
    this.#cells.set(name, cell)
  }
}
