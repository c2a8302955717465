import { MetricsCounter, observe } from '@partial-trust/core'
import type { Metrics, RiskRecord } from '@partial-trust/core'
import type { FleetCounts } from '@partial-trust/control'

/** The counts of all processes, kept by corridor and brought up to date when someone asks. */
export interface FleetMetrics {
  /** Reads what grew since the last time; shared by whoever asks at once. */
  refresh(): Promise<void>
  of(intent: string): Metrics
}

/** Follows the store. A store that cannot be read leaves the counts as they last stood. */
export function storedMetrics(counts: FleetCounts): FleetMetrics {
  return {
    // The overview says that the store does not answer; old counts are better than none.
    refresh: () => counts.refresh().catch(() => undefined),
    of: (intent) => counts.of(intent),
  }
}

/** Counts this process alone, for where there is no store. */
export function ownMetrics(
  onRecord: (listener: (record: RiskRecord) => void) => unknown,
): FleetMetrics {
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
    of: (intent) => corridors.get(intent) ?? { cells: new Map() },
  }
}
