import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { startDrillPlane } from '../../packages/cli/dist/kill-drill/index.js'
import { openDrillLine } from '../../packages/cli/dist/kill-drill/drill-line.js'
import type { DrillLine } from '../../packages/cli/dist/kill-drill/drill-line.js'
import { startDrillProcess } from './drill-process.ts'
import { runningProcesses } from './running-processes.ts'
import type { Stand } from './stand.ts'

export interface PlaneStand extends Stand {
  readonly plane: Awaited<ReturnType<typeof startDrillPlane>>
  /** Between the plane and the last process. */
  readonly relay: ChildProcess
  readonly lines: readonly DrillLine[]
  /** The file of the plane's store. */
  readonly path: string
}

/** A control plane, a relay, and processes on both; killed through the plane or, on its host, past it. */
export async function openPlaneStand(past: boolean, processes = 2): Promise<PlaneStand> {
  const folder = mkdtempSync(join(tmpdir(), 'drill-plane-'))
  const plane = await startDrillPlane(folder)
  const path = join(folder, 'plane', '.partial-trust', 'state.db')
  const lines = await Promise.all(
    Array.from({ length: processes + 1 }, (_, at) =>
      openDrillLine({ kind: 'remote', url: plane.state }, folder, `line-${at}`),
    ),
  )
  const relay = await startRelay(lines[processes - 1]?.state ?? plane.state)
  const start = (at: number) => {
    const state = at === processes - 1 ? relay.state : (lines[at]?.state ?? plane.state)
    return startDrillProcess(state, join(folder, `process-${at}`))
  }
  const { endAll, ...running } = runningProcesses(processes, start)
  return {
    ...running,
    killAt: past ? `sqlite:${path}` : (lines.at(-1)?.state ?? plane.state),
    directly: `sqlite:${path}`,
    folder,
    path,
    plane,
    relay: relay.child,
    lines,
    boundMs: 1000,
    async close() {
      endAll()
      relay.child.kill('SIGKILL')
      plane.stop()
      for (const line of lines) line.close()
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

const program = fileURLToPath(new URL('../../packages/cli/bin/partial-trust.js', import.meta.url))

async function startRelay(from: string): Promise<{ child: ChildProcess; state: string }> {
  const args = [program, 'relay', '--from', from, '--port', '0']
  const child = spawn(process.execPath, args, { env: {}, stdio: ['ignore', 'ignore', 'pipe'] })
  for await (const line of createInterface({ input: child.stderr })) {
    const port = /on http:\/\/127\.0\.0\.1:(?<port>\d+)/u.exec(line)?.groups?.['port']
    if (port === undefined) continue
    child.stderr.resume()
    const url = new URL(from)
    url.port = port
    return { child, state: url.href }
  }
  throw new Error('the relay of the drill did not start')
}
