import {
  addVector,
  bucketMs,
  counterIndex,
  mark,
  type CountVector,
} from '@partial-trust/core/metrics'
import { UserError } from '@partial-trust/settings'
import { LineSplitter } from '../log/line-splitter.js'
import type { LogPart } from '../log/log-part.js'
import { LogTally, raise } from '../log/log-tally.js'
import { partChunks } from '../log/part-chunks.js'
import { cellLine, sourceLine, type CellLine, type SourceLine } from './cell-line.js'
import { vectorOf } from './cell-metrics.js'
import { withoutAttempt } from './fold-cells.js'
import { WholeCells } from './whole-cells.js'

/**
 * Counts a file of cells as the log they were made of is counted: whoever judges the one says what whoever
 * judges the other says. What only lines of a log tell (statuses, reasons, exact latencies) is not in it.
 *
 * @throws {UserError} naming the first line that is no cell, or that there is none; or that one log is in it twice.
 */
export async function tallyCells(part: LogPart, signal?: AbortSignal): Promise<LogTally> {
  const tally = new LogTally({ byPart: true })
  const splitter = new LineSplitter()
  const whole = new WholeCells(part.path)
  let [line, cells] = [0, 0]
  const take = (lines: Iterable<Uint8Array | null>): void => {
    for (const bytes of lines) {
      line += 1
      const text = bytes === null ? '' : Buffer.from(bytes).toString('utf8').trim()
      if (text === '' && bytes !== null) continue
      const found = readCells(text)
      if (found === null)
        throw new UserError(
          `${part.path}:${line} is no cell: write them with \`partial-trust cells\``,
        )
      if ('source' in found) {
        whole.source(found, line)
        addSource(tally, found)
      } else {
        whole.cell(found, text)
        cells += addCell(tally, found, `${part.path}:${line}`)
      }
    }
  }
  for await (const chunk of partChunks(part, (hole) => tally.holes.push(hole))) {
    signal?.throwIfAborted()
    take(splitter.take(chunk))
  }
  take(splitter.end())
  tally.holes.push(...whole.holes())
  if (cells > 0) return tally
  throw new UserError(
    `${part.path} holds no cell${tally.holes.map((hole) => `; ${hole}`).join('')}`,
  )
}

function readCells(text: string): CellLine | SourceLine | null {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return null
  }
  const cell = cellLine.safeParse(value)
  if (cell.success) return cell.data
  const source = sourceLine.safeParse(value)
  return source.success ? source.data : null
}

function addSource(tally: LogTally, { source }: SourceLine): void {
  tally.parseErrors += source.unreadable_lines
  tally.duplicates += source.duplicates
  tally.holes.push(...source.holes)
  if (source.newer_records > 0) raise(tally.schemas, 'newer', source.newer_records)
}

export function addCell(tally: LogTally, cell: CellLine, place: string): 1 {
  const vector = vectorOf(cell.metrics)
  if (vector === null) {
    throw new UserError(
      `${place}: its metrics contradict each other, or are none that this version knows`,
    )
  }
  const { corridor, epoch, stage, rate: sampleRate, mode, model, part } = cell
  const cohort = tally.cohortOf({ corridor, epoch, stage, sampleRate, mode, model, part })
  tally.records += cell.records
  tally.span(cohort, moment(cell.first), moment(cell.last), cell.records)
  const attempts = vector[counterIndex.attempts] ?? 0
  if (cell.deadline_ms !== null && attempts > 0) raise(tally.deadlines, cell.deadline_ms, attempts)
  const drawn = withoutAttempt(vector, 'sampled')
  const passed = withoutAttempt(vector, 'eligible') - drawn
  if (drawn < 0 || passed < 0) {
    throw new UserError(
      `${place}: more candidates than decisions that were drawn, or more of these than were eligible`,
    )
  }
  tally.plain(cohort, mark.eligible | mark.sampled, drawn)
  tally.plain(cohort, mark.eligible, passed)
  addAttempts(tally, cohort, cell.bucket, vector)
  return 1
}

/** What is left when those without a candidate are taken out: all of it belongs to the bucket. */
function addAttempts(
  tally: LogTally,
  cohort: number,
  bucket: string | null,
  vector: CountVector,
): void {
  const attempts = vector[counterIndex.attempts] ?? 0
  if (attempts === 0) return
  vector[counterIndex.eligible] = attempts
  vector[counterIndex.sampled] = attempts
  const sum =
    bucket === null
      ? tally.cohorts[cohort]?.untimed
      : tally.cells.at(cohort, Math.floor(Date.parse(bucket) / bucketMs))
  if (sum !== undefined) addVector(sum, vector)
}

function moment(text: string | null): number | null {
  return text === null ? null : Date.parse(text)
}
