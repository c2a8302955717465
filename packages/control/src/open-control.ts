import { isAbsolute, resolve } from 'node:path'
import type { StateAddress } from '@partial-trust/settings'
import type { ControlStore } from './control-store.js'
import { AuditLedger } from './audit-ledger.js'
import { deskHere } from './desk.js'
import type { Desk } from './desk.js'
import { deskElsewhere } from './desk-elsewhere.js'
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
import { RolloutJudge } from './rollout-judge.js'
import { openSqliteControlStore } from './sqlite-control-store.js'
import { openSqliteEvidenceStore } from './sqlite-evidence-store.js'
import { sqliteKeeper } from './sqlite-keeper.js'
import { sqliteLeadership } from './sqlite-leadership.js'
import type { StoreKeeper } from './store-keeper.js'

/** Everything that is kept at one `PARTIAL_TRUST_STATE` address. */
export type Control = {
  readonly store: ControlStore
  readonly evidence: EvidenceStore
  /** What all processes counted, read on the caller's own thread: for commands, which decide nothing. */
  readonly counts: FleetCounts
  /** Where counts are judged and shown, and the trail is checked. */
  readonly desk: Desk
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
  /** Whether the desk works in a thread of its own, as where decisions are made. Default false. */
  readonly apart?: boolean
}

/**
 * Opens the stores behind an address; null for `none`. Does not connect yet: a store that is down
 * is found out by the first call, which the lease and the command line judge each in their way.
 */
export function openControl(address: StateAddress, options: OpenControlOptions): Control | null {
  const { firstStart, now, cwd, apart = false } = options
  const desk = apart ? deskElsewhere(address, cwd) : null
  const serving = (store: ControlStore, keeper: () => StoreKeeper): ControlStore =>
    firstStart === undefined ? store : makeOnFirstRead(store, keeper(), firstStart)
  switch (address.kind) {
    case 'none':
      return null
    case 'sqlite': {
      const path = isAbsolute(address.path) ? address.path : resolve(cwd, address.path)
      const store = serving(openSqliteControlStore({ path, now }), () => sqliteKeeper(path, now))
      const evidence = openSqliteEvidenceStore({ path, now })
      return together({ store, evidence, leadership: sqliteLeadership(path, now) }, options, desk)
    }
    case 'postgres': {
      const database = new PostgresDatabase(address.url)
      const store = serving(openPostgresControlStore({ database, now }), () =>
        postgresKeeper(database, now),
      )
      const evidence = openPostgresEvidenceStore(database)
      const leadership = postgresLeadership(database)
      const control = together({ store, evidence, leadership }, options, desk)
      return {
        ...control,
        async close() {
          await control.close()
          await database.close()
        },
      }
    }
    case 'remote': {
      const plane = new RemotePlane(address.url)
      const store = openRemoteControlStore(plane)
      const evidence = openRemoteEvidenceStore(plane)
      return together({ store, evidence, leadership: remoteLeadership(plane) }, options, desk)
    }
  }
}

type Stores = Pick<Control, 'store' | 'evidence' | 'leadership'>

function together(stores: Stores, { now }: OpenControlOptions, apart: Desk | null): Control {
  const { store, evidence, leadership } = stores
  const counts = new FleetCounts(evidence, now)
  const desk = apart ?? storedDesk(store, evidence, counts, now)
  return {
    ...stores,
    counts,
    desk,
    async close() {
      await desk.close()
      await leadership.close()
      await store.close()
      await evidence.close()
    },
  }
}

/** A desk on the caller's own thread. */
export function storedDesk(
  store: ControlStore,
  evidence: EvidenceStore,
  counts: FleetCounts,
  now: () => number,
): Desk {
  const judge = new RolloutJudge({ store, evidence }, counts, now)
  const ledger = new AuditLedger(store, now)
  return deskHere({ counts, stored: { store, evidence, judge, ledger } })
}
