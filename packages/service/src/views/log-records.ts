import { isRiskRecord } from '@partial-trust/core'
import type { RiskRecord } from '@partial-trust/core'
import { linesFromEnd, outOfOrderMs } from './log-lines.js'
import { recordFits } from './record-fits.js'
import type { RecordQuestion } from './record-fits.js'

/** Read for one question at most. */
const mostBytes = 32 * 1024 * 1024

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
  for await (const { lines, size, more } of linesFromEnd(path)) {
    if (more === true) return answer(false)
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
  return answer(true)
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
