import { existsSync } from 'node:fs'
import { killOnce } from './kill-once.ts'
import type { DrillTally } from './drill-report.ts'
import { planeFaults } from './plane-faults.ts'
import { openPlaneStand } from './plane-stand.ts'
import { postgresFaults } from './postgres-faults.ts'
import { openPostgresStand, startPostgres } from './postgres-stand.ts'
import { processFaults } from './process-faults.ts'
import { keepOldCopy, sqliteFaults } from './sqlite-faults.ts'
import { openSqliteStand } from './sqlite-stand.ts'
import { allAccept } from './stand.ts'
import type { Fault, Stand } from './stand.ts'

export const storeKinds = ['sqlite', 'postgres', 'plane'] as const
export type StoreKind = (typeof storeKinds)[number]

/** Kills one after another on stands of one kind. */
export interface Lane {
  killOnce(name: string, random: () => number, tally: DrillTally): Promise<void>
  close(): Promise<void>
}

/** @param only Part of the name of the faults wanted. @returns null where such a store cannot be had here. */
export async function openLane(kind: StoreKind, only?: string): Promise<Lane | null> {
  switch (kind) {
    case 'sqlite':
      return laneOf(kind, () => openSqliteStand(), sqliteFaults, only)
    case 'plane': {
      let opened = 0
      return laneOf(kind, () => openPlaneStand(opened++ % 2 === 1), planeFaults, only)
    }
    case 'postgres': {
      const server = await startPostgres()
      if (server === null) return null
      const lane = laneOf(kind, () => openPostgresStand(server), postgresFaults, only)
      return {
        ...lane,
        async close() {
          await lane.close()
          await server.stop()
        },
      }
    }
  }
}

const startLimitMs = 60_000
/** So many of the kills meet a second fault, of a process. */
const twiceShare = 0.25

function laneOf<Of extends Stand>(
  kind: StoreKind,
  open: () => Promise<Of>,
  own: readonly Fault<Of>[],
  only: string | undefined,
): Lane {
  const table: readonly Fault<Of>[] = [...own, ...processFaults].filter(
    ({ name }) => only === undefined || name.includes(only),
  )
  let stand: Of | null = null
  async function standing(): Promise<Of> {
    if (stand !== null) return stand
    const opened = await open()
    if (!(await allAccept(opened, startLimitMs))) {
      await opened.close()
      throw new Error(
        `${kind}: its processes do not accept within ${startLimitMs} ms of their start`,
      )
    }
    if ('path' in opened && typeof opened.path === 'string' && existsSync(opened.path)) {
      keepOldCopy({ ...opened, path: opened.path })
    }
    stand = opened
    return opened
  }
  return {
    async killOnce(name, random, tally) {
      const fault = table[Math.floor(random() * table.length)]
      if (fault === undefined) throw new Error(`${kind} knows no such fault`)
      const second = processFaults[Math.floor(random() * processFaults.length)]
      const faults =
        second !== undefined && second !== fault && random() < twiceShare
          ? [fault, second]
          : [fault]
      const on = await standing()
      const { answer, judged, late, goesOn } = await killOnce(on, faults, name, random)
      const names = faults.map((one) => one.name).join(' + ')
      tally.add(kind, names, {
        ...judged,
        violations: judged.violations.map((violation) => `${name}: ${violation}: ${answer.said}`),
      })
      tally.late += late
      if (goesOn) return
      if (faults.every((one) => one.ruins !== true)) {
        tally.violation(kind, names, `${name}: not every process came back: ${answer.said}`)
      }
      await on.close()
      stand = null
    },
    async close() {
      await stand?.close()
    },
  }
}
