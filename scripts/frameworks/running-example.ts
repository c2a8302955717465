import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { setTimeout as pause } from 'node:timers/promises'

export type Model = {
  readonly url: string
  /** Resolves once `count` questions wait for their answers. */
  asked(count: number): Promise<void>
  /** Says `rude` to all that wait, and to whoever asks from now on. */
  answer(): void
  /** Lets whoever asks from now on wait. */
  hold(): void
  kill(): Promise<void>
  /** Starts it again at the same address. */
  revive(): Promise<void>
}

/** A model behind a real socket that answers when it is told to. */
export async function startModel(): Promise<Model> {
  const waiting = new Set<ServerResponse>()
  let holds = false
  const server = createServer((_, response) => {
    if (holds) waiting.add(response)
    else response.end('"rude"')
    server.emit('asked')
  })
  const port = await portOf(server)
  return {
    url: `http://127.0.0.1:${port}`,
    async asked(count) {
      while (waiting.size < count) await once(server, 'asked')
    },
    answer() {
      holds = false
      for (const response of waiting) response.end('"rude"')
      waiting.clear()
    },
    hold() {
      holds = true
    },
    async kill() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
    async revive() {
      server.listen(port, '127.0.0.1')
      await once(server, 'listening')
    },
  }
}

export type Answer = {
  readonly httpStatus: number
  readonly said: unknown
}

export type Running = {
  ask(id: string, traceparent?: string): Promise<Answer>
  /** Sends SIGTERM; resolves to the exit code. */
  stop(): Promise<number | null>
  records(): readonly Readonly<Record<string, unknown>>[]
}

/** Starts an installed example and waits until it answers. */
export async function startExample(folder: string, modelUrl: string): Promise<Running> {
  const probe = createServer()
  const port = await portOf(probe)
  probe.close()
  await once(probe, 'close')
  const { command, args } = startCommand(folder)
  const child = spawn(command, args, {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      ...process.env,
      PORT: String(port),
      MODEL_URL: modelUrl,
      NEXT_MANUAL_SIG_HANDLE: 'true',
      NEXT_TELEMETRY_DISABLED: '1',
      PARTIAL_TRUST_ENABLED: 'true',
      LLM_POLICY_ENABLED: 'true',
      PARTIAL_TRUST_SAMPLE_RATE: '1',
      PARTIAL_TRUST_TIMEOUT_MS: '30000',
    },
  })
  process.once('exit', () => child.kill('SIGKILL'))
  const exited = once(child, 'exit')

  async function ask(id: string, traceparent?: string): Promise<Answer> {
    const response = await fetch(`http://127.0.0.1:${port}/comments`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(traceparent === undefined ? {} : { traceparent }),
      },
      body: JSON.stringify({ id, text: 'hello' }),
    })
    const said: unknown = JSON.parse(await response.text())
    return { httpStatus: response.status, said }
  }

  const patience = AbortSignal.timeout(120_000)
  for (;;) {
    try {
      await fetch(`http://127.0.0.1:${port}/`, { signal: patience })
      break
    } catch (error) {
      if (patience.aborted || child.exitCode !== null) throw error
      await pause(50)
    }
  }
  return {
    ask,
    async stop() {
      child.kill('SIGTERM')
      await exited
      return child.exitCode
    },
    records: () =>
      readFileSync(join(folder, 'logs/partial_trust_risk.jsonl'), 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line): Readonly<Record<string, unknown>> => JSON.parse(line)),
  }
}

/** What `npm start` runs, without npm between us and the signal. */
function startCommand(folder: string): { command: string; args: readonly string[] } {
  const { scripts }: { readonly scripts: { readonly start: string } } = JSON.parse(
    readFileSync(join(folder, 'package.json'), 'utf8'),
  )
  const words = scripts.start.split(' ').filter((word) => !word.includes('='))
  const [program = '', ...args] = words
  return program === 'node'
    ? { command: process.execPath, args }
    : { command: process.execPath, args: [join(folder, 'node_modules/.bin', program), ...args] }
}

async function portOf(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a server that listens on a port has one
  return (server.address() as AddressInfo).port
}
