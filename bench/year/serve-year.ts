import { mkdtempSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startService } from '../../scripts/pack/running-service.ts'
import { request, unsampled } from '../http/commands.ts'

export type Serving = {
  readonly port: number
  readonly viewerToken: string
  /** From the start of the process to the first answered decision. */
  readonly firstAnswerMs: number
  /** Processor time that it took until then, all threads. */
  readonly firstAnswerCpuMs: number
  rssMiB(): number
  stop(): Promise<void>
}

/** The command line as the workspace runs it. */
export const workspaceProgram: string = fileURLToPath(
  new URL('../../packages/cli/bin/partial-trust.js', import.meta.url),
)

/** `serve` over the store in `folder`, as an operator starts it. */
export async function serveYear(folder: string, program: string): Promise<Serving> {
  const beganMs = performance.now()
  const { pid, ...service } = await startService(program, {
    cwd: folder,
    env: {
      PARTIAL_TRUST_ENABLED: 'true',
      LLM_POLICY_ENABLED: 'true',
      LLM_BASE_URL: 'http://127.0.0.1:9',
      LLM_API_KEY: 'none',
      PARTIAL_TRUST_STATE: `sqlite:${join(folder, 'state.db')}`,
      // Each start makes tokens of its own: they are shown once.
      PARTIAL_TRUST_TOKENS: join(mkdtempSync(join(folder, 'tokens-')), 'tokens.json'),
    },
  })
  await decision(service.port)
  const firstAnswerMs = performance.now() - beganMs
  return { ...service, firstAnswerMs, firstAnswerCpuMs: cpuMs(pid), rssMiB: () => rssMiB(pid) }
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

/** Of all threads, as the kernel counts it in hundredths of a second. */
function cpuMs(pid: number): number {
  const [, , , , , , , , , , , user, system] = (
    readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1] ?? ''
  ).split(' ')
  return (Number(user) + Number(system)) * 10
}

/** The most memory that the process ever held. */
function rssMiB(pid: number): number {
  const kib = /^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return Number(kib) / 1024
}

export const decisions: readonly Buffer[] = unsampled.map(request)
