import { addVector, bucketMs, countWidth, type CountVector } from '@partial-trust/core'

export type CellSnapshot = {
  readonly scale: number
  readonly keys: Float64Array
  readonly vectors: Float64Array
}

/** Most cells kept; at 58 numbers each this is the bulk of an analysis' memory, 15 MB. */
const mostCells = 32_768

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
    return this.#vectors.subarray(row * countWidth, (row + 1) * countWidth)
  }

  /** Width of a bucket in milliseconds. */
  get bucketMs(): number {
    return this.scale * bucketMs
  }

  /** Every cell; `bucket` in the core's units, the last one a widened cell covers. */
  *cells(): Iterable<{ cohort: number; bucket: number; vector: CountVector }> {
    for (const [key, row] of this.#rows) {
      const { cohort, bucket } = readKey(key)
      const vector = this.#vectors.subarray(row * countWidth, (row + 1) * countWidth)
      yield { cohort, bucket: (bucket + 1) * this.scale - 1, vector }
    }
  }

  snapshot(): CellSnapshot {
    const keys = Float64Array.from(this.#rows.keys())
    return { scale: this.scale, keys, vectors: this.#vectors.slice(0, keys.length * countWidth) }
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

  #widen(): void {
    const narrow = [...this.cells()].map((cell) => ({ ...cell, vector: cell.vector.slice() }))
    this.#rows = new Map()
    this.#vectors.fill(0)
    this.scale *= 2
    for (const { cohort, bucket, vector } of narrow) {
      addVector(this.at(cohort, bucket), vector)
    }
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
