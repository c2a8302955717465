import { bucketMs, counterIndex, type Metrics } from '@partial-trust/core/metrics'
import { LogTally } from '../log/log-tally.js'
import { countsOf } from './cell-metrics.js'
import { addCell } from './tally-cells.js'

/**
 * The counts of live control as the log they were made of would be counted. What only lines of a log tell
 * (statuses, reasons, exact latencies) is not in it.
 *
 * @param name Stands in messages.
 * @throws {UserError} when a cell holds what cannot be, such as more candidates than decisions.
 */
export function tallyCounts({ cells }: Metrics, name: string): LogTally {
  const tally = new LogTally({ byPart: true })
  for (const [place, { key, vector }] of cells) {
    const { bucket, sampleRate: rate, part = null, ...of } = key
    const first = bucket === null ? null : moment(bucket * bucketMs)
    const last = bucket === null ? null : moment((bucket + 1) * bucketMs - 1)
    const records = vector[counterIndex.eligible] ?? 0
    const counted = { boot: null, deadline_ms: null, records, metrics: countsOf(vector) }
    addCell(
      tally,
      { ...of, ...counted, rate, part, bucket: first, first, last },
      `${name}, ${place}`,
    )
  }
  return tally
}

function moment(ms: number): string {
  return new Date(ms).toISOString()
}
