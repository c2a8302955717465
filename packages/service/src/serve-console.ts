import type { Plan } from '@partial-trust/core'
import type { Config } from '@partial-trust/settings'
import type { App } from 'partial-trust'
import type { Service } from './build-service.js'
import { staticConsole } from './static-console.js'
import { documentRows, viewRows } from './routes/view-rows.js'
import {
  documentHandlers,
  studyHandlers,
  ownMetrics,
  recentRecords,
  storedMetrics,
  viewHandlers,
} from './views/index.js'
import type { Studies, ViewDocuments, ViewSources } from './views/index.js'
import { studyRows } from './routes/study-rows.js'

export type ConsoleOptions = {
  /** Folder of the console's built page. */
  readonly pageRoot: string
  readonly config: Config
  /** The plan where no rollout says otherwise. */
  readonly plan: Plan
  /** Where that plan came from; default null: built in. */
  readonly planFile?: string | null
  /** Whether it states its alphas; default true. */
  readonly declaresAlpha?: boolean
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
    plan,
    nowMs,
    demo = false,
    planFile = null,
    declaresAlpha = true,
    documents = null,
    studies = null,
    riskLogPath = null,
  }: ConsoleOptions,
): Promise<void> {
  const onRecord: App['onRecord'] = (listener) => app.onRecord(listener)
  const sources: ViewSources = {
    app,
    config,
    plan,
    planFile,
    declaresAlpha,
    demo,
    nowMs,
    since: new Date(nowMs()).toISOString(),
    metrics:
      app.control === null ? ownMetrics(onRecord) : storedMetrics(app.control.counts, { nowMs }),
    recent: recentRecords(onRecord),
    riskLogPath,
  }
  serve(viewRows, viewHandlers(sources))
  if (documents !== null) serve(documentRows, documentHandlers(documents, nowMs))
  if (studies !== null) serve(studyRows, studyHandlers(sources, studies))
  await staticConsole(server, pageRoot)
}
