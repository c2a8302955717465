import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/** A control plane of the drill's own: `partial-trust serve` in another process. */
export interface DrillPlane {
  /** Its address with an operator's token, as `PARTIAL_TRUST_STATE`. */
  readonly state: string
  /** `kill -9`, and the way to bring it back on the same port and store. */
  crash(): Promise<{ restart(): Promise<void> }>
  /** Makes it stand still, and go on. */
  signal(name: 'SIGSTOP' | 'SIGCONT'): void
  stop(): void
}

const program = fileURLToPath(new URL('../../bin/partial-trust.js', import.meta.url))

export async function startDrillPlane(scratch: string): Promise<DrillPlane> {
  const home = join(scratch, 'plane')
  mkdirSync(home, { recursive: true })
  let running = await serve(home, 0)
  const { port, token } = running
  return {
    state: `http://:${encodeURIComponent(token)}@127.0.0.1:${port}`,
    async crash() {
      running.child.kill('SIGKILL')
      return {
        async restart() {
          running = await serve(home, port)
        },
      }
    },
    signal: (name) => void running.child.kill(name),
    stop() {
      running.child.kill('SIGKILL')
    },
  }
}

type Running = { readonly child: ChildProcess; readonly port: number; readonly token: string }

async function serve(home: string, port: number): Promise<Running> {
  const child = spawn(process.execPath, [program, 'serve', '--port', String(port)], {
    cwd: home,
    env: {},
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let token = ''
  for await (const line of createInterface({ input: child.stderr })) {
    token = /^operator token: (?<token>\S+)$/u.exec(line)?.groups?.['token'] ?? token
    const listening = /listening on (?<url>\S+)/u.exec(line)?.groups?.['url']
    if (listening !== undefined) {
      child.stderr.resume()
      return { child, port: Number(new URL(listening).port), token }
    }
  }
  throw new Error('the control plane of the drill did not start')
}
