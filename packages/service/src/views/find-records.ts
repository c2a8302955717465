import { findInLog } from './log-records.js'
import type { RecordQuestion } from './record-fits.js'
import type { ViewSources } from './view-sources.js'
import type { RecordsView } from '../view-types/index.js'

/** The newest records that fit: of the risk log where it can be read, else of this process alone. */
export async function findRecords(
  { app, recent, riskLogPath, nowMs }: ViewSources,
  question: RecordQuestion,
): Promise<RecordsView> {
  const about = { at: new Date(nowMs()).toISOString(), instance: app.instance }
  const own = recent.find(question)
  if (riskLogPath === null) return { ...about, ...own, source: 'process', problem: null }
  try {
    const { records, lookedAt, whole } = await findInLog(riskLogPath, question)
    const known = new Set(records.map(({ trace_id: trace }) => trace))
    // What was decided a moment ago is not flushed yet, and a full disk keeps the rest back.
    const newer = own.records.filter(
      ({ trace_id: trace, timestamp }) =>
        !known.has(trace) && timestamp >= (records.at(-1)?.timestamp ?? ''),
    )
    const merged = [...newer, ...records].toSorted((a, b) => (a.timestamp < b.timestamp ? 1 : -1))
    return {
      ...about,
      source: 'log',
      problem: null,
      records: merged.slice(0, question.limit),
      looked_at: lookedAt,
      whole,
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable'
    return { ...about, ...own, source: 'process', problem: code }
  }
}
