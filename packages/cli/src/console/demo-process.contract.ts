import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { installedProgram } from '../../../../scripts/pack/installed-program.ts'

/** `partial-trust demo` as a process of its own, as a user starts it. */
export type DemoProcess = {
  readonly url: string
  readonly viewerToken: string
  readonly operatorToken: string
  /** Everything it said so far. */
  said(): string
  stop(): Promise<void>
}

const startMs = 30_000

export async function startDemo(commandsPerSecond: number): Promise<DemoProcess> {
  const cwd = mkdtempSync(join(tmpdir(), 'partial-trust-demo-'))
  const child = spawn(
    process.execPath,
    [await installedProgram(), 'demo', '--port', '0', '--rate', String(commandsPerSecond)],
    { cwd, stdio: ['ignore', 'ignore', 'pipe'] },
  )
  let text = ''
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk
  })
  const find = (pattern: RegExp): string | undefined => pattern.exec(text)?.[1]
  const until = Date.now() + startMs
  for (;;) {
    const url = find(/service\s+(http:\S+)/)
    const viewerToken = find(/viewer token: (\S+)/)
    const operatorToken = find(/operator token: (\S+)/)
    if (url !== undefined && viewerToken !== undefined && operatorToken !== undefined) {
      return {
        url,
        viewerToken,
        operatorToken,
        said: () => text,
        async stop() {
          if (child.exitCode === null && child.signalCode === null) {
            child.kill('SIGTERM')
            await once(child, 'exit')
          }
          rmSync(cwd, { recursive: true, force: true })
        },
      }
    }
    if (child.exitCode !== null || Date.now() > until) {
      child.kill('SIGKILL')
      throw new Error(`the demo did not start: ${text}`)
    }
    await new Promise((resolve) => {
      setTimeout(resolve, 50)
    })
  }
}
