import { deskHere } from '@partial-trust/control'
import type { Plan } from '@partial-trust/core'
import { startPlans, type StartPlanOf } from '@partial-trust/host'
import type { Config } from '@partial-trust/settings'
import type { App } from 'partial-trust'
import type { Service } from './build-service.js'
import { staticConsole } from './static-console.js'
import { documentRows, viewRows } from './routes/view-rows.js'
import {
  documentHandlers,
  ownCounts,
  recentRecords,
  studyHandlers,
  viewHandlers,
} from './views/index.js'
import type { Studies } from './study-types.js'
import type { ViewDocuments, ViewSources } from './views/index.js'
import { studyRows } from './routes/study-rows.js'

export type ConsoleOptions = {
  /** Folder of the console's built page. */
  readonly pageRoot: string
  readonly config: Config
  /** What a rollout started from here follows, for all corridors or for each. */
  readonly plans: Plan | StartPlanOf
  /** Wall time in ms since 1970. */
  readonly nowMs: () => number
  /** Readiness and runbook; default null: not served. */
  readonly documents?: ViewDocuments | null
  /** Replay, tune, parts and evidence bundles; default null: not served. */
  readonly studies?: Studies | null
  /** Absolute path of the risk log, to find records of every process in; default null: of this one alone. */
  readonly riskLogPath?: string | null
  /** Whether faults can be injected; default false. */
  readonly demo?: boolean
}

/** Adds the console's page and everything it reads to a service that does not listen yet. */
export async function serveConsole(
  { server, serve }: Pick<Service, 'server' | 'serve'>,
  app: App,
  {
    pageRoot,
    config,
    plans,
    nowMs,
    demo = false,
    documents = null,
    studies = null,
    riskLogPath = null,
  }: ConsoleOptions,
): Promise<void> {
  const onRecord: App['onRecord'] = (listener) => app.onRecord(listener)
  const sources: ViewSources = {
    app,
    config,
    startPlanOf: startPlans(plans),
    demo,
    nowMs,
    since: new Date(nowMs()).toISOString(),
    desk: app.control?.desk ?? deskHere({ counts: ownCounts(onRecord), stored: null }),
    recent: recentRecords(onRecord),
    riskLogPath,
  }
  serve(viewRows, viewHandlers(sources))
  if (documents !== null) serve(documentRows, documentHandlers(documents, nowMs))
  if (studies !== null) serve(studyRows, studyHandlers(studies, nowMs))
  staticConsole(server, pageRoot)
}
