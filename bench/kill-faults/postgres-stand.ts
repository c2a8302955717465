import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readConfig } from '@partial-trust/settings'
import { openControl } from '@partial-trust/control'
import { startTestPostgres } from '../../packages/control/src/embedded-postgres.contract.ts'
import type { TestPostgres } from '../../packages/control/src/embedded-postgres.contract.ts'
import { openDrillLine } from '../../packages/cli/dist/kill-drill/drill-line.js'
import type { DrillLine } from '../../packages/cli/dist/kill-drill/drill-line.js'
import { startDrillProcess } from './drill-process.ts'
import { runningProcesses } from './running-processes.ts'
import type { Stand } from './stand.ts'

export type RunningPostgres = Extract<TestPostgres, { kind: 'running' }>

export interface PostgresStand extends Stand {
  readonly server: RunningPostgres
  /** The address of the database, past all lines. */
  readonly url: string
  /** Each process's way to the store, and the killer's as the last. */
  readonly lines: readonly DrillLine[]
}

/** @returns null where no PostgreSQL can be started here. */
export async function startPostgres(): Promise<RunningPostgres | null> {
  const server = await startTestPostgres({ asItComes: true })
  return server.kind === 'running' ? server : null
}

export async function openPostgresStand(
  server: RunningPostgres,
  processes = 2,
): Promise<PostgresStand> {
  const folder = mkdtempSync(join(tmpdir(), 'drill-postgres-'))
  const url = await server.freshUrl()
  await makeStore(url)
  const lines = await Promise.all(
    Array.from({ length: processes + 1 }, (_, at) =>
      openDrillLine({ kind: 'postgres', url }, folder, `line-${at}`),
    ),
  )
  const start = (at: number) =>
    startDrillProcess(lines[at]?.state ?? url, join(folder, `process-${at}`))
  const { endAll, ...running } = runningProcesses(processes, start)
  return {
    ...running,
    killAt: lines.at(-1)?.state ?? url,
    directly: url,
    folder,
    server,
    url,
    lines,
    boundMs: 1000,
    async close() {
      endAll()
      for (const line of lines) line.close()
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

async function makeStore(url: string): Promise<void> {
  const { state } = readConfig({ PARTIAL_TRUST_STATE: url }, [])
  const firstStart = { by: 'drill', reason: 'a store of its own', traces: () => null }
  const control = openControl(state, { cwd: '/', now: Date.now, firstStart })
  await control?.store.read()
  await control?.close()
}
