import { isAbsolute, resolve } from 'node:path'
import type { StateAddress } from '@partial-trust/settings'
import type { ControlStore } from './control-store.js'
import type { EvidenceStore } from './evidence-store.js'
import { FleetCounts } from './fleet-counts.js'
import type { Leadership } from './leadership.js'
import { makeOnFirstRead } from './make-on-first-read.js'
import type { FirstStart } from './make-on-first-read.js'
import { openPostgresControlStore } from './postgres-control-store.js'
import { PostgresDatabase } from './postgres-database.js'
import { openPostgresEvidenceStore } from './postgres-evidence-store.js'
import { postgresKeeper } from './postgres-keeper.js'
import { postgresLeadership } from './postgres-leadership.js'
import { openRemoteControlStore } from './remote-control-store.js'
import { openRemoteEvidenceStore } from './remote-evidence-store.js'
import { remoteLeadership } from './remote-leadership.js'
import { RemotePlane } from './remote-plane.js'
import { openSqliteControlStore } from './sqlite-control-store.js'
import { openSqliteEvidenceStore } from './sqlite-evidence-store.js'
import { sqliteKeeper } from './sqlite-keeper.js'
import { sqliteLeadership } from './sqlite-leadership.js'
import type { StoreKeeper } from './store-keeper.js'

/** Everything that is kept at one `PARTIAL_TRUST_STATE` address. */
export type Control = {
  readonly store: ControlStore
  readonly evidence: EvidenceStore
  /** This process's one copy of what all processes counted. */
  readonly counts: FleetCounts
  readonly leadership: Leadership
  close(): Promise<void>
}

export type OpenControlOptions = {
  /** What a relative SQLite path is relative to. */
  readonly cwd: string
  /** Wall time in ms since 1970. */
  readonly now: () => number
  /**
   * Given by a process that serves: the first read makes the store where there is none. Absent, as
   * for everything that only reads or changes, a store that is not there is an error.
   */
  readonly firstStart?: FirstStart
}

/**
 * Opens the stores behind an address; null for `none`. Does not connect yet: a store that is down
 * is found out by the first call, which the lease and the command line judge each in their way.
 */
export function openControl(address: StateAddress, options: OpenControlOptions): Control | null {
  const { firstStart, now } = options
  const serving = (store: ControlStore, keeper: () => StoreKeeper): ControlStore =>
    firstStart === undefined ? store : makeOnFirstRead(store, keeper(), firstStart)
  switch (address.kind) {
    case 'none':
      return null
    case 'sqlite': {
      const path = isAbsolute(address.path) ? address.path : resolve(options.cwd, address.path)
      const store = serving(openSqliteControlStore({ path, now }), () => sqliteKeeper(path, now))
      const evidence = openSqliteEvidenceStore({ path, now })
      return together(store, evidence, sqliteLeadership(path, now), now)
    }
    case 'postgres': {
      const database = new PostgresDatabase(address.url)
      const store = serving(openPostgresControlStore({ database, now }), () =>
        postgresKeeper(database, now),
      )
      const evidence = openPostgresEvidenceStore(database)
      const leadership = postgresLeadership(database)
      return together(store, evidence, leadership, now, () => database.close())
    }
    case 'remote': {
      const plane = new RemotePlane(address.url)
      const store = openRemoteControlStore(plane)
      const evidence = openRemoteEvidenceStore(plane)
      return together(store, evidence, remoteLeadership(plane), now)
    }
  }
}

function together(
  store: ControlStore,
  evidence: EvidenceStore,
  leadership: Leadership,
  now: () => number,
  afterwards: () => Promise<void> = async () => {},
): Control {
  return {
    store,
    evidence,
    counts: new FleetCounts(evidence, now),
    leadership,
    async close() {
      await leadership.close()
      await store.close()
      await evidence.close()
      await afterwards()
    },
  }
}
