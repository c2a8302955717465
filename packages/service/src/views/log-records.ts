import { open } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { isRiskRecord } from '@partial-trust/core'
import type { RiskRecord } from '@partial-trust/core'
import { recordFits } from './record-fits.js'
import type { RecordQuestion } from './record-fits.js'

/** Read and parsed at a time: a millisecond or two, between which decisions go on. */
const chunkBytes = 128 * 1024
/** Read for one question at most. */
const mostBytes = 32 * 1024 * 1024
/** Processes that share a log write a moment apart, so its lines are in order up to that. */
const outOfOrderMs = 60_000

export type FoundRecords = {
  /** Newest first. */
  readonly records: readonly RiskRecord[]
  /** Lines looked through. */
  readonly lookedAt: number
  /** Whether everything that is kept was looked through; otherwise there may be more that fit. */
  readonly whole: boolean
}

/**
 * The newest records of a risk log that fit, from its end backwards through `PATH`, `PATH.1` and so on:
 * of every process that writes it. Lines that are no records are passed over.
 *
 * @throws when a file is there and cannot be read.
 */
export async function findInLog(path: string, question: RecordQuestion): Promise<FoundRecords> {
  const records: RiskRecord[] = []
  let [lookedAt, bytes] = [0, 0]
  const answer = (whole: boolean): FoundRecords => ({ records, lookedAt, whole })
  for (let age = 0; ; age++) {
    const file = await openOrNull(age === 0 ? path : `${path}.${age}`)
    if (file === null) return answer(true)
    try {
      for await (const { lines, size } of chunksFromEnd(file)) {
        bytes += size
        for (const line of lines) {
          lookedAt++
          const record = mayFit(line, question) ? recordOf(line) : null
          if (record === null) continue
          if (Date.parse(record.timestamp) < (question.since ?? -Infinity) - outOfOrderMs) {
            return answer(true)
          }
          if (!recordFits(record, question)) continue
          records.push(record)
          if (records.length >= question.limit) return answer(false)
        }
        if (bytes >= mostBytes) return answer(false)
      }
    } finally {
      await file.close()
    }
  }
}

type Chunk = { readonly lines: readonly string[]; readonly size: number }

/** A file's whole lines from its last to its first, some at a time. A torn last line is passed over. */
async function* chunksFromEnd(file: FileHandle): AsyncGenerator<Chunk> {
  let end = (await file.stat()).size
  let rest: Buffer = Buffer.alloc(0)
  while (end > 0) {
    const size = Math.min(chunkBytes, end)
    const chunk = Buffer.alloc(size)
    await file.read(chunk, 0, size, end - size)
    end -= size
    const bytes = Buffer.concat([chunk, rest])
    const first = end === 0 ? -1 : bytes.indexOf(10)
    // What stands before the first line's end may begin in the chunk before.
    rest = end === 0 ? Buffer.alloc(0) : bytes.subarray(0, first + 1)
    if (end > 0 && first < 0) {
      rest = bytes
      continue
    }
    yield {
      lines: bytes
        .toString('utf8', first + 1)
        .split('\n')
        .filter(isLine)
        .toReversed(),
      size,
    }
  }
}

function isLine(line: string): boolean {
  return line !== ''
}

/** A look at the text is a tenth of the work of parsing it. */
function mayFit(line: string, { id, status, reason, epoch, stage }: RecordQuestion): boolean {
  return [id, status, reason, epoch, stage].every(
    (word) => word === null || line.includes(JSON.stringify(word).slice(1, -1)),
  )
}

function recordOf(line: string): RiskRecord | null {
  try {
    const value: unknown = JSON.parse(line)
    if (typeof value !== 'object' || value === null) return null
    const keyed: Readonly<Record<string, unknown>> = { ...value }
    return isRiskRecord(keyed) ? keyed : null
  } catch {
    return null
  }
}

async function openOrNull(path: string): Promise<FileHandle | null> {
  try {
    return await open(path, 'r')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}
