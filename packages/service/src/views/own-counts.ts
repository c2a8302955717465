import { MetricsCounter, observe } from '@partial-trust/core'
import type { RiskRecord } from '@partial-trust/core'
import { byHour } from '@partial-trust/control'
import type { HourlyCounts } from '@partial-trust/control'

/** Counts this process alone, for where there is no store. */
export function ownCounts(
  onRecord: (listener: (record: RiskRecord) => void) => unknown,
): HourlyCounts {
  const corridors = new Map<string, MetricsCounter>()
  onRecord((record) => {
    const observation = observe(record)
    if (observation === null) return
    const counter = corridors.get(record.corridor_intent) ?? new MetricsCounter()
    corridors.set(record.corridor_intent, counter)
    counter.record(observation)
  })
  return {
    refresh: async () => {},
    of: (intent) => byHour(corridors.get(intent) ?? { cells: new Map() }),
  }
}
