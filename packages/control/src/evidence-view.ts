import { addVector, bucketMs, emptyVector } from '@partial-trust/core'
import type { Cell, CellKey, CountVector, Metrics } from '@partial-trust/core'
import {
  encodeKey,
  foldedKey,
  isFolded,
  pooledKey,
  raiseAndDiffer,
  windowStart,
} from './cell-codec.js'

/** Buckets older than this are put together; by then they are sealed and were judged as they came. */
const fineMs = 3_600_000

/**
 * What the store holds, kept small enough to be judged every few seconds: the last hour bucket by
 * bucket, everything older in windows of five minutes. When a bucket is put together depends on
 * time alone, never on what it counts, so the evidence stays valid.
 */
export class EvidenceView implements Metrics {
  /** Each of the store's cells as last seen. */
  readonly #seen = new Map<string, CountVector>()
  /** Names of those, by the window that they will be put together in. */
  readonly #windows = new Map<string, Set<string>>()
  readonly #cells = new Map<string, Cell>()
  #coarseBefore = Number.NEGATIVE_INFINITY

  get cells(): ReadonlyMap<string, Cell> {
    return this.#cells
  }

  /** Takes cells in their newest state. */
  take(page: Metrics, nowMs: number): void {
    this.#advance(nowMs)
    for (const cell of page.cells.values()) {
      if (isFolded(cell.key)) this.#replace(cell)
      else this.#raise(cell)
    }
  }

  #raise({ key, vector }: Cell): void {
    const name = encodeKey(key)
    const known = this.#seen.get(name) ?? emptyVector()
    const gain = raiseAndDiffer(known, vector)
    this.#seen.set(name, known)
    const window = encodeKey(pooledKey(foldedKey(key)))
    this.#windows.set(window, (this.#windows.get(window) ?? new Set()).add(name))
    if (gain !== null) this.#add(key, gain)
  }

  /** The store has put a window together: it stands for all that was seen of it bucket by bucket. */
  #replace({ key, vector }: Cell): void {
    const whole = pooledKey(key)
    const window = encodeKey(whole)
    for (const name of this.#windows.get(window) ?? []) {
      this.#seen.delete(name)
      this.#cells.delete(name)
    }
    this.#windows.delete(window)
    this.#cells.set(window, { key: whole, vector: vector.slice() })
  }

  #advance(nowMs: number): void {
    const bucket = Math.floor((nowMs - fineMs) / bucketMs)
    const before = windowStart(bucket)
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
    const start = together ? windowStart(bucket) : bucket
    const place = { ...key, bucket: start }
    const name = encodeKey(place)
    const cell = this.#cells.get(name) ?? { key: place, vector: emptyVector() }
    addVector(cell.vector, gain)
    this.#cells.set(name, cell)
  }
}
