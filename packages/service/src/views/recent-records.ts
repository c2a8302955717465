import type { RiskRecord } from '@partial-trust/core'
import { recordFits } from './record-fits.js'
import type { RecordQuestion } from './record-fits.js'
import type { RecentRecord, RecordsView } from '../view-types/index.js'

/** Kept of each corridor at least, and twice as many at most: some megabytes. */
const kept = 1000
/** Told with a corridor. */
const told = 100

/** The last decisions of this process that came as far as the sample, newest first, by corridor. */
export interface RecentRecords {
  of(intent: string): readonly RecentRecord[]
  find(question: RecordQuestion): Pick<RecordsView, 'records' | 'looked_at' | 'whole'>
}

export function recentRecords(
  onRecord: (listener: (record: RiskRecord) => void) => unknown,
): RecentRecords {
  const corridors = new Map<string, RiskRecord[]>()
  onRecord((record) => {
    // The rest says the same thousands of times a minute.
    if (!record.sampled && record.status !== 'error') return
    const records = corridors.get(record.corridor_intent) ?? []
    corridors.set(record.corridor_intent, records)
    records.push(record)
    if (records.length > kept * 2) records.splice(0, kept)
  })
  return {
    of: (intent) => (corridors.get(intent) ?? []).slice(-told).toReversed().map(recentRecord),
    find(question) {
      const { intent, limit } = question
      const all = intent === null ? [...corridors.values()].flat() : (corridors.get(intent) ?? [])
      const found = all
        .filter((record) => recordFits(record, question))
        .toSorted((a, b) => (a.timestamp < b.timestamp ? 1 : -1))
      return {
        records: found.slice(0, limit),
        looked_at: all.length,
        whole: found.length <= limit && all.length < kept,
      }
    },
  }
}

function recentRecord(record: RiskRecord): RecentRecord {
  return {
    timestamp: record.timestamp,
    trace_id: record.trace_id,
    status: record.status,
    reason: record.reason_code,
    latency_ms: record.latency_ms,
    stage: record.stage,
    mode: record.mode,
    model: record.model_meta?.model ?? null,
    attempts: record.model_meta?.attempts ?? null,
    diff: record.diff_summary,
  }
}
