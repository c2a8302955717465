import { addVector, bucketMs, countWidth, type CountVector } from '@partial-trust/core/metrics'

export type CellSnapshot = {
  readonly scale: number
  readonly keys: Float64Array
  readonly vectors: Float64Array
}

/**
 * Most cells kept: 4 MB of counts. One cohort alone stays at 10 s a bucket for 22 hours, and at less
 * than the 5 minutes of a burst for four weeks.
 */
const mostCells = 8192

/**
 * Counts per (cohort, bucket of time) in constant memory: when there are too many cells, buckets
 * double in width. The final width depends on what was counted, never on the order.
 */
export class CellTable {
  #rows = new Map<number, number>()
  #vectors = new Float64Array(64 * countWidth)
  /** Width of a bucket in units of the core's `bucketMs`; a power of two. */
  scale = 1

  /** The vector to count into. Do not keep it: the next call may move it. */
  at(cohort: number, bucket: number): CountVector {
    const key = cellKey(cohort, Math.floor(bucket / this.scale))
    let row = this.#rows.get(key)
    if (row === undefined) {
      if (this.#rows.size >= mostCells) {
        this.#widen()
        return this.at(cohort, bucket)
      }
      row = this.#append(key)
    }
    return this.#vector(row)
  }

  /** Width of a bucket in milliseconds. */
  get bucketMs(): number {
    return this.scale * bucketMs
  }

  /** Every cell; `bucket` in the core's units, the last one a widened cell covers. */
  *cells(): Iterable<{ cohort: number; bucket: number; vector: CountVector }> {
    for (const [key, row] of this.#rows) {
      const { cohort, bucket } = readKey(key)
      yield { cohort, bucket: (bucket + 1) * this.scale - 1, vector: this.#vector(row) }
    }
  }

  /** `vectors` is a view, longer than the keys ask for: counting on changes it. */
  snapshot(): CellSnapshot {
    const keys = Float64Array.from(this.#rows.keys())
    return { scale: this.scale, keys, vectors: this.#vectors }
  }

  /** Adds the cells of a snapshot, its cohorts renumbered. */
  merge({ scale, keys, vectors }: CellSnapshot, cohortOf: (theirs: number) => number): void {
    while (this.scale < scale) this.#widen()
    for (const [row, key] of keys.entries()) {
      const { cohort, bucket } = readKey(key)
      const sum = this.at(cohortOf(cohort), bucket * scale)
      addVector(sum, vectors.subarray(row * countWidth, (row + 1) * countWidth))
    }
  }

  #append(key: number): number {
    const row = this.#rows.size
    if ((row + 1) * countWidth > this.#vectors.length) {
      const larger = new Float64Array(this.#vectors.length * 2)
      larger.set(this.#vectors)
      this.#vectors = larger
    }
    this.#rows.set(key, row)
    return row
  }

  /** In place: rows only move forward, so each is read before anything is put there. */
  #widen(): void {
    const keys = [...this.#rows.keys()]
    this.#rows = new Map()
    this.scale *= 2
    for (const [row, key] of keys.entries()) {
      const { cohort, bucket } = readKey(key)
      const wide = cellKey(cohort, Math.floor(bucket / 2))
      const known = this.#rows.get(wide)
      if (known === undefined) {
        const free = this.#rows.size
        this.#rows.set(wide, free)
        this.#vectors.copyWithin(free * countWidth, row * countWidth, (row + 1) * countWidth)
      } else addVector(this.#vector(known), this.#vector(row))
    }
    this.#vectors.fill(0, this.#rows.size * countWidth)
  }

  #vector(row: number): CountVector {
    return this.#vectors.subarray(row * countWidth, (row + 1) * countWidth)
  }
}

// One number per (cohort, bucket): years 0 to 9999 are about 2^35 buckets of 10 s around 1970.
const bucketSpan = 2 ** 36
const bucketOffset = 2 ** 35

function cellKey(cohort: number, bucket: number): number {
  return cohort * bucketSpan + bucket + bucketOffset
}

function readKey(key: number): { cohort: number; bucket: number } {
  const cohort = Math.floor(key / bucketSpan)
  return { cohort, bucket: key - cohort * bucketSpan - bucketOffset }
}
