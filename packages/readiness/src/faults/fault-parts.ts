import type {
  CandidateSource,
  Clock,
  CorridorParts,
  IdSource,
  RiskRecord,
} from '@partial-trust/core'
import { systemClock } from '@partial-trust/engine'

/** What differs between the baseline's run and the run under a fault. */
export type FaultSetting = {
  readonly intent: string
  readonly source: CandidateSource | null
  readonly enabled: boolean
  readonly deadlineMs: number
  readonly records?: RiskRecord[]
}

/** Parts under which equal decisions are equal to the byte: ids in order, one wall time, real timers. */
export function faultParts(setting: FaultSetting): CorridorParts {
  const { source, enabled, deadlineMs, records } = setting
  return {
    settings: {
      enabled,
      valid: true,
      allowed: true,
      sampleRate: 1,
      sampleRateCeiling: 1,
      deadlineMs,
      policyEnabled: true,
    },
    // Neither may step in: every decision is to meet the fault itself.
    limits: { circuit: null, budget: null },
    source,
    record: (record) => records?.push(record),
    clock: standingWallClock,
    ids: countedIds(),
    instance: 'fault-suite',
  }
}

/** Real timers, one wall time: so that equal decisions are equal to the byte. */
const standingWallClock: Clock = { ...systemClock, epochMs: () => Date.UTC(2026, 0, 1) }

/** The same ids in the same order for the baseline and for the run under the fault. */
function countedIds(): IdSource {
  let decisions = 0
  let traces = 0
  return { decisionId: () => `decision-${decisions++}`, traceId: () => `trace-${traces++}` }
}
