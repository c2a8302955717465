import type { RiskRecord } from '@partial-trust/core'
import type { RecentRecord } from './view-types.js'

const kept = 100

/** The last decisions of this process that came as far as the sample, newest first, by corridor. */
export interface RecentRecords {
  of(intent: string): readonly RecentRecord[]
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
    of: (intent) => (corridors.get(intent) ?? []).slice(-kept).toReversed().map(recentRecord),
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
