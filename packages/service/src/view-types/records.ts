import type { RiskRecord } from '@partial-trust/core'

/**
 * `GET /v1/records?intent=&id=&status=&reason=&epoch=&stage=&differs=&since=&until=&limit=`: decisions, newest
 * first, each as its line of the risk log has it. Those outside the sample only where an id, a status or a
 * reason asks for them.
 */
export type RecordsView = {
  readonly at: string
  /** The process that answered. */
  readonly instance: string
  /** `log`: of every process that writes this service's risk log; `process`: of this one alone, the latest. */
  readonly source: 'log' | 'process'
  /** Why the log could not be read, as the system's error code; null where nothing kept it. */
  readonly problem: string | null
  readonly records: readonly RiskRecord[]
  /** How many were looked through. */
  readonly looked_at: number
  /** Whether all that are kept were: otherwise older ones may fit too. */
  readonly whole: boolean
}
