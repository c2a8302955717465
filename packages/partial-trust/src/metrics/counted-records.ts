import { countDecision, emptyVector, endingMarks, observe, readVector } from '@partial-trust/core'
import type { Counts, CountVector, RiskRecord } from '@partial-trust/core'
import { shownTraceId } from '../shown-trace-id.js'
import { DurationHistogram } from './duration-histogram.js'

/** What this process's records add up to, by corridor: the counts of the gates, and durations. */
export class CountedRecords {
  readonly #counts = new Map<string, CountVector>()
  readonly #durations = new Map<string, DurationHistogram>()

  add(record: RiskRecord): void {
    const seen = record.sampled ? observe(record) : null
    if (seen === null) return // counts of the gates begin with the sample
    const { corridor_intent: corridor, latency_ms: elapsedMs } = record
    const counts = this.#counts.get(corridor) ?? emptyVector()
    this.#counts.set(corridor, counts)
    countDecision(counts, { ...seen, ending: endingMarks(seen) })
    if (elapsedMs === null) return
    const durations = this.#durations.get(corridor) ?? new DurationHistogram()
    this.#durations.set(corridor, durations)
    durations.observe(elapsedMs / 1000, shownTraceId(record), Date.parse(record.timestamp) / 1000)
  }

  counts(corridor: string): Counts {
    return readVector(this.#counts.get(corridor) ?? emptyVector())
  }

  durations(corridor: string): DurationHistogram {
    return this.#durations.get(corridor) ?? new DurationHistogram()
  }
}
