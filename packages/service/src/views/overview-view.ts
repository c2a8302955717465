import { StoreUnavailableError, statusReport, untouched } from '@partial-trust/control'
import type {
  ControlSnapshot,
  CorridorStatus,
  HeardReport,
  ProcessStatus,
  StatusReport,
} from '@partial-trust/control'
import { corridorSummary } from './corridor-summary.js'
import type { ViewSources } from './view-sources.js'
import type { CorridorSummary, OverviewView, ProcessView } from '../view-types/index.js'

/** What the control store says, or why it does not. */
export type StoreFacts = {
  readonly snapshot: ControlSnapshot | null
  readonly status: StatusReport
}

export async function storeFacts({ app, config, nowMs }: ViewSources): Promise<StoreFacts> {
  let snapshot: ControlSnapshot | null = null
  let processes: readonly HeardReport[] = []
  let leader: string | null = null
  let problem: string | null = null
  try {
    snapshot = (await app.control?.store.read()) ?? null
    processes = (await app.control?.evidence.processes()) ?? []
    leader = (await app.control?.leadership.leader()) ?? null
  } catch (error) {
    if (!(error instanceof StoreUnavailableError)) throw error
    problem = error.message
  }
  const none: ControlSnapshot = {
    storeId: '',
    head: { seq: 0, hash: '' },
    lost: null,
    corridors: new Map(),
  }
  const status = statusReport({
    config,
    problems: app.health().configProblems,
    corridors: app.corridors,
    location: app.control?.store.location ?? 'none: the environment alone decides',
    // Without a store nothing can be out of reach.
    snapshot: app.control === null ? none : snapshot,
    problem,
    processes,
    leader,
    verdicts: new Map(),
    nowMs: nowMs(),
  })
  return { snapshot, status }
}

/** A corridor of the store's answer, summed up. */
export function summed(
  sources: ViewSources,
  { snapshot }: StoreFacts,
  corridor: CorridorStatus,
): Promise<CorridorSummary> {
  const { intent } = corridor
  return corridorSummary(sources, corridor, snapshot?.corridors.get(intent) ?? untouched(intent))
}

export async function overviewView(sources: ViewSources): Promise<OverviewView> {
  const { app, config, demo, nowMs } = sources
  const facts = await storeFacts(sources)
  const { store, environment, processes } = facts.status
  return {
    at: new Date(nowMs()).toISOString(),
    instance: app.instance,
    demo,
    store,
    environment: {
      enabled: environment.enabled,
      policy_enabled: config.policyEnabled,
      deadline_ceiling_ms: config.timeoutMs,
      lease_ms: environment.lease_ms,
      problems: environment.problems,
    },
    leader: facts.status.leader,
    uncontrolled: facts.status.uncontrolled,
    stop_proof: facts.status.stop_proof,
    stop_proof_overdue: facts.status.stop_proof_overdue,
    corridors: await Promise.all(
      facts.status.corridors.map((corridor) => summed(sources, facts, corridor)),
    ),
    processes: processes.map(processView),
    risk_log: app.health().riskLog,
  }
}

/** Without what proves to the plane which state a process acts on: digests are most of its bytes. */
function processView({ corridors, ...process }: ProcessStatus): ProcessView {
  const { instance, host, pid, started_at, seen_at, silent_ms, state, heard_lately, stop } = process
  const { lease_ms, lease_age_ms, dropped_records } = process
  return {
    instance,
    host,
    pid,
    started_at,
    seen_at,
    silent_ms,
    state,
    heard_lately,
    stop,
    lease_ms,
    lease_age_ms,
    dropped_records,
    corridors: corridors.map(({ entry: _digest, ...served }) => served),
  }
}
