import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { request, unsampled } from '../http/commands.ts'

export type Serving = {
  readonly port: number
  readonly viewerToken: string
  /** From the start of the process to the first answered decision. */
  readonly firstAnswerMs: number
  rssMiB(): number
  stop(): Promise<void>
}

const script = fileURLToPath(new URL('../../packages/cli/bin/partial-trust.js', import.meta.url))

/** `serve` over the store in `folder`, as an operator starts it. */
export async function serveYear(folder: string): Promise<Serving> {
  const beganMs = performance.now()
  const child = spawn(process.execPath, [script, 'serve', '--port', '0'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      PATH: process.env['PATH'] ?? '',
      PARTIAL_TRUST_ENABLED: 'true',
      LLM_POLICY_ENABLED: 'true',
      LLM_BASE_URL: 'http://127.0.0.1:9',
      LLM_API_KEY: 'none',
      PARTIAL_TRUST_STATE: `sqlite:${join(folder, 'state.db')}`,
    },
  })
  process.once('exit', () => child.kill('SIGKILL'))
  const { port, viewerToken } = await announced(child)
  await decision(port)
  const firstAnswerMs = performance.now() - beganMs
  return {
    port,
    viewerToken,
    firstAnswerMs,
    rssMiB: () => rssMiB(child.pid ?? 0),
    async stop() {
      child.kill('SIGTERM')
      await new Promise((ended) => child.once('exit', ended))
    },
  }
}

function announced(child: ChildProcess): Promise<{ port: number; viewerToken: string }> {
  return new Promise((resolve, reject) => {
    let [said, viewerToken] = ['', '']
    child.once('exit', (code) => reject(new Error(`serve ended with ${code}: ${said}`)))
    if (child.stderr === null) throw new Error('serve has no stderr')
    createInterface({ input: child.stderr }).on('line', (line) => {
      said += `${line}\n`
      viewerToken = /^viewer token: (\S+)/.exec(line)?.[1] ?? viewerToken
      const port = /http:\/\/127\.0\.0\.1:(\d+)/.exec(line)?.[1]
      if (port !== undefined) resolve({ port: Number(port), viewerToken })
    })
  })
}

async function decision(port: number): Promise<void> {
  const [body] = unsampled
  const answer = await fetch(`http://127.0.0.1:${port}/v1/decide`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: body ?? '',
  })
  if (!answer.ok) throw new Error(`a decision was answered ${answer.status}`)
  await answer.arrayBuffer()
}

/** The most memory that the process ever held. */
function rssMiB(pid: number): number {
  const kib = /^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return Number(kib) / 1024
}

export const decisions: readonly Buffer[] = unsampled.map(request)
