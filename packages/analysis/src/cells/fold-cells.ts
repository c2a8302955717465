import {
  bucketMs,
  countDecision,
  counterIndex,
  emptyVector,
  endingMarks,
  mark,
  startBucket,
  type CountVector,
  type Observation,
} from '@partial-trust/core/metrics'
import { readLine } from '../log/fold-line.js'
import { LineSplitter } from '../log/line-splitter.js'
import type { RiskLog } from '../log/log-part.js'
import { partChunks } from '../log/part-chunks.js'
import { recordHash } from '../log/record-hash.js'
import { SeenRecords } from '../log/seen-records.js'
import type { CellLine, SourceLine } from './cell-line.js'
import { countsOf } from './cell-metrics.js'

/** Cells kept before the oldest go out: some 12 MB of counts. */
const mostCells = 20_000

type Cell = {
  readonly of: Observation
  readonly bucket: number | null
  readonly vector: CountVector
  records: number
  firstMs: number
  lastMs: number
}

/**
 * The cells of a log, in memory that does not grow with it: where there are too many the older half goes out,
 * and what comes late for them makes a line of its own. The last line says what is missing of the log.
 */
export async function* foldCells(
  log: RiskLog,
  signal?: AbortSignal,
): AsyncGenerator<CellLine | SourceLine, void> {
  const fold = new CellFold()
  const holes = [...log.holes]
  for (const part of log.parts) {
    const splitter = new LineSplitter()
    for await (const chunk of partChunks(part, (hole) => holes.push(hole))) {
      signal?.throwIfAborted()
      for (const line of splitter.take(chunk)) fold.take(line)
      yield* fold.drain(mostCells)
    }
    for (const line of splitter.end()) fold.take(line)
  }
  yield* fold.drain(0)
  yield { source: { name: log.name, ...fold.told, holes } }
}

class CellFold {
  readonly #cells = new Map<string, Cell>()
  readonly #seen = new SeenRecords()
  readonly told = { records: 0, unreadable_lines: 0, newer_records: 0, duplicates: 0 }

  take(line: Uint8Array | null): void {
    const read = line === null ? 'unreadable' : readLine(line)
    if (read === 'blank') return
    if (read === 'unreadable') this.told.unreadable_lines += 1
    else this.#add(read)
  }

  #add(record: Observation): void {
    if (record.schema !== null && record.schema !== 1) this.told.newer_records += 1
    const { bucket } = startBucket(record)
    const cell = this.#cellOf(record, bucket)
    cell.records += 1
    this.told.records += 1
    if (record.atMs !== null) {
      cell.firstMs = Math.min(cell.firstMs, record.atMs)
      cell.lastMs = Math.max(cell.lastMs, record.atMs)
    }
    const how = endingMarks(record)
    const isCopy = (how & mark.attempt) !== 0 && !this.#seen.add(recordHash(record))
    if (isCopy) this.told.duplicates += 1
    // A copy counts at the draw alone: of those without a candidate copies count too, and the two are compared.
    const counted = isCopy ? how & (mark.eligible | mark.sampled) : how
    countDecision(cell.vector, { ...record, ending: counted })
  }

  #cellOf(of: Observation, bucket: number | null): Cell {
    const { corridor, epoch, stage, sampleRate, mode, model, instance, deadlineMs, part } = of
    const key = [
      corridor,
      epoch,
      stage,
      sampleRate,
      mode,
      model,
      instance,
      deadlineMs,
      part ?? null,
      bucket,
    ]
    const name = JSON.stringify(key)
    const known = this.#cells.get(name)
    if (known !== undefined) return known
    const cell = {
      of,
      bucket,
      vector: emptyVector(),
      records: 0,
      firstMs: Infinity,
      lastMs: -Infinity,
    }
    this.#cells.set(name, cell)
    return cell
  }

  /** Takes cells out, the oldest first, until half of what may be kept is left. */
  *drain(most: number): Generator<CellLine, void> {
    if (this.#cells.size <= most) return
    const inOrder = [...this.#cells].toSorted(
      ([a, { bucket: x }], [b, { bucket: y }]) =>
        (x ?? -Infinity) - (y ?? -Infinity) || (a < b ? -1 : 1),
    )
    for (const [name, cell] of inOrder.slice(0, inOrder.length - Math.floor(most / 2))) {
      this.#cells.delete(name)
      yield lineOf(cell)
    }
  }
}

function lineOf({ of, bucket, vector, records, firstMs, lastMs }: Cell): CellLine {
  const { corridor, epoch, stage, sampleRate: rate, mode, model, instance, deadlineMs } = of
  const part = of.part ?? null
  return {
    corridor,
    epoch,
    stage,
    rate,
    part,
    mode,
    model,
    instance,
    boot: null,
    deadline_ms: deadlineMs,
    bucket: bucket === null ? null : iso(bucket * bucketMs),
    records,
    first: iso(firstMs),
    last: iso(lastMs),
    metrics: countsOf(vector),
  }
}

function iso(ms: number): string | null {
  return Number.isFinite(ms) ? new Date(ms).toISOString() : null
}

/** Decisions of a cell that asked no candidate; they count at the draw alone. */
export function withoutAttempt(vector: CountVector, counter: 'eligible' | 'sampled'): number {
  return (vector[counterIndex[counter]] ?? 0) - (vector[counterIndex.attempts] ?? 0)
}
