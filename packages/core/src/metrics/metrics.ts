import { cellKey, cellName, isInCell } from './cell.js'
import type { Cell, CellKey } from './cell.js'
import { countDecision } from './count-decision.js'
import {
  addVector,
  counterIndex,
  emptyVector,
  raiseVector,
  readVector,
  viewVector,
  type Counts,
  type CountVector,
} from './counts.js'
import { endingMarks, mark } from './marks.js'
import type { Observation } from './observation.js'

/** Width of a bucket of time, in milliseconds. */
export const bucketMs = 10_000

/**
 * A grow-only map from cell to counts. Merging two takes the larger count of every cell
 * ({@link mergeMetrics}: associative, commutative, idempotent), reading sums over cells, so
 * snapshots may arrive in any order, twice, or late.
 */
export type Metrics = { readonly cells: ReadonlyMap<string, Cell> }

/** Counts what happens, one decision at a time; the only thing that makes {@link Metrics} grow. */
export class MetricsCounter implements Metrics {
  readonly #cells = new Map<string, Cell>()
  /** Decisions come in runs that share a cell; comparing its key is far cheaper than its name. */
  #last: Cell | null = null

  get cells(): ReadonlyMap<string, Cell> {
    return this.#cells
  }

  /** Counts one record. The caller leaves out records it has counted before. */
  record(observation: Observation): void {
    const {
      latencyMs,
      deadlineMs,
      mismatch,
      inputTokens,
      outputTokens,
      confidence: statedConfidence,
    } = observation
    const { bucket } = startBucket(observation)
    const vector = this.#vector(observation, bucket)
    const facts = { latencyMs, deadlineMs, mismatch, inputTokens, outputTokens, statedConfidence }
    const ending = endingMarks(observation)
    countDecision(vector, { ending, ...facts })
    raise(vector, counterIndex.decided, 1)
    const wasAsked = (ending & mark.attempt) !== 0
    if (wasAsked && observation.status !== 'accepted_llm' && latencyMs !== null && latencyMs >= 0) {
      raise(vector, counterIndex.waits, 1)
      raise(vector, counterIndex.waitedMs, latencyMs)
    }
  }

  /** Counts a candidate that is being asked for; its record follows, or it counts as failed. */
  start(key: CellKey): void {
    this.#raise(key, counterIndex.started)
  }

  /** Counts what became of a decision, under the arm the draw assigned it to. */
  outcome(key: CellKey, arm: 'candidate' | 'baseline', undone: boolean): void {
    this.#raise(key, counterIndex[`${arm}Outcomes`])
    if (undone) this.#raise(key, counterIndex[`${arm}Undone`])
  }

  #raise(key: CellKey, index: number): void {
    raise(this.#vector(key, key.bucket), index, 1)
  }

  #vector(from: Omit<CellKey, 'bucket'>, bucket: number | null): CountVector {
    if (this.#last !== null && isInCell(this.#last.key, from, bucket)) return this.#last.vector
    const key = cellKey(from, bucket)
    const name = cellName(key)
    let cell = this.#cells.get(name)
    if (cell === undefined) {
      cell = { key, vector: emptyVector() }
      this.#cells.set(name, cell)
    }
    this.#last = cell
    return cell.vector
  }
}

function raise(vector: CountVector, index: number, by: number): void {
  vector[index] = (vector[index] ?? 0) + by
}

/** The fold: records to metrics. */
export function foldRecords(observations: Iterable<Observation>): Metrics {
  const counter = new MetricsCounter()
  for (const observation of observations) counter.record(observation)
  return counter
}

/** Two snapshots as one: the larger count of every cell. */
export function mergeMetrics(...snapshots: readonly Metrics[]): Metrics {
  const cells = new Map<string, Cell>()
  for (const snapshot of snapshots) {
    for (const [name, cell] of snapshot.cells) {
      const known = cells.get(name)
      if (known === undefined) cells.set(name, { ...cell, vector: cell.vector.slice() })
      else raiseVector(known.vector, cell.vector)
    }
  }
  return { cells }
}

/** The counts over every cell that `includes`; all of them by default. */
export function readMetrics(
  metrics: Metrics,
  includes: (key: CellKey) => boolean = () => true,
): Counts {
  const sum = emptyVector()
  for (const { key, vector } of metrics.cells.values()) {
    if (includes(key)) addVector(sum, vector)
  }
  return readVector(sum)
}

export type Bucket = { readonly startMs: number; readonly counts: Counts }

/**
 * The counts of every timed bucket that `includes`, in time order, instances put together. They hold for as long as
 * the metrics do not grow.
 *
 * @param placeOf The bucket that one is counted in: for windows of several. Default: itself.
 */
export function readBuckets(
  metrics: Metrics,
  includes: (key: CellKey) => boolean = () => true,
  placeOf: (bucket: number) => number = (bucket) => bucket,
): readonly Bucket[] {
  const buckets = new Map<number, Sum>()
  for (const { key, vector } of metrics.cells.values()) {
    if (key.bucket === null || !includes(key)) continue
    const bucket = placeOf(key.bucket)
    const known = buckets.get(bucket)
    if (known === undefined) {
      buckets.set(bucket, { bucket, vector, isOwn: false })
      continue
    }
    // A single cell's vector is read where it stands.
    if (!known.isOwn) known.vector = known.vector.slice()
    known.isOwn = true
    addVector(known.vector, vector)
  }
  return [...buckets.values()]
    .toSorted((a, b) => a.bucket - b.bucket)
    .map(({ bucket, vector }) => ({ startMs: bucket * bucketMs, counts: viewVector(vector) }))
}

type Sum = { readonly bucket: number; vector: CountVector; isOwn: boolean }

export type Sealing = {
  readonly nowMs: number
  /** The longest a decision may take. */
  readonly deadlineMs: number
  /** How long after that its record may still be on its way. Default 10 s. */
  readonly graceMs?: number
}

/**
 * Whether nothing can be added to a bucket any more. Only sealed buckets are evidence: before, the
 * quick answers are in and the slow ones and the failures are not. A bucket in the future, or
 * without a time, is never sealed.
 */
export function isSealed(bucket: number | null, sealing: Sealing): boolean {
  return bucket !== null && (bucket + 1) * bucketMs <= sealedUntilMs(sealing)
}

/** The moment before which every bucket is sealed. */
export function sealedUntilMs({ nowMs, deadlineMs, graceMs = 10_000 }: Sealing): number {
  return nowMs - deadlineMs - graceMs
}

/** No decision takes longer: a latency beyond it is a mistake and must not move a decision out of sight. */
const longestMs = 3_600_000

/** The bucket in which a decision started; a record is written when it ends. */
export function startBucket({ atMs, latencyMs }: Pick<Observation, 'atMs' | 'latencyMs'>): {
  readonly bucket: number | null
} {
  if (atMs === null) return { bucket: null }
  return {
    bucket: Math.floor((atMs - Math.min(longestMs, Math.max(0, latencyMs ?? 0))) / bucketMs),
  }
}
