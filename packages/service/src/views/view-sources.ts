import type { Desk } from '@partial-trust/control'
import type { StartPlanOf } from '@partial-trust/host'
import type { Config } from '@partial-trust/settings'
import type { App } from 'partial-trust'
import type { RecentRecords } from './recent-records.js'
import type { ReadinessReport } from '../view-types/index.js'

/** What the views read. Nothing here is asked on the way of a decision. */
export type ViewSources = {
  readonly app: App
  readonly config: Config
  /** Where counts are judged and shown, beside the decisions. */
  readonly desk: Desk
  readonly recent: RecentRecords
  /** Absolute path of the risk log this process writes; null: not read. */
  readonly riskLogPath: string | null
  /** The plan that a rollout of a corridor would follow where none says otherwise; null: it does not read. */
  readonly startPlanOf: StartPlanOf
  /** Whether faults can be injected. */
  readonly demo: boolean
  /** ISO 8601 UTC: since when this process counts how decisions ended. */
  readonly since: string
  readonly nowMs: () => number
}

export type ViewDocuments = {
  readonly readiness: () => Promise<ReadinessReport>
  /** Markdown. */
  readonly runbook: () => string | Promise<string>
}
