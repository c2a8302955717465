import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeSqliteStore } from '@partial-trust/control'
import { startDrillProcess } from './drill-process.ts'
import { runningProcesses } from './running-processes.ts'
import type { Stand } from './stand.ts'

export interface SqliteStand extends Stand {
  /** The store's file. */
  readonly path: string
}

export async function openSqliteStand(processes = 2): Promise<SqliteStand> {
  const folder = mkdtempSync(join(tmpdir(), 'drill-sqlite-'))
  const path = join(folder, 'store', 'state.db')
  makeSqliteStore(path)
  const state = `sqlite:${path}`
  const start = (at: number) => startDrillProcess(state, join(folder, `process-${at}`))
  const { endAll, ...running } = runningProcesses(processes, start)
  return {
    ...running,
    killAt: state,
    directly: state,
    folder,
    path,
    boundMs: 250,
    async close() {
      endAll()
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}
