import { statusReport, StoreUnavailableError } from '../control/index.js'
import type { ControlSnapshot, ProcessReport, StatusReport } from '../control/index.js'
import { knownIntents } from './control-access.js'
import type { ControlAccess } from './control-access.js'

/** Asks the store for everything `status` and `watch` show; a store that is down is part of the answer. */
export async function gatherStatus(access: ControlAccess, nowMs: number): Promise<StatusReport> {
  const { control, config, registered } = access
  let snapshot: ControlSnapshot | null = null
  let processes: readonly ProcessReport[] = []
  let problem: string | null = null
  try {
    snapshot = await control.store.read()
    processes = await control.evidence.processes()
  } catch (error) {
    if (!(error instanceof StoreUnavailableError)) throw error
    problem = error.message
  }
  return statusReport({
    config,
    intents: snapshot === null ? registered : knownIntents(registered, snapshot),
    location: control.store.location,
    snapshot,
    problem,
    processes,
    verdicts: new Map(),
    nowMs,
  })
}
