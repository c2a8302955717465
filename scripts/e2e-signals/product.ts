import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { until } from './until.ts'

const here = fileURLToPath(new URL('./', import.meta.url))
const program = fileURLToPath(new URL('../../packages/cli/bin/partial-trust.js', import.meta.url))

export type Product = {
  readonly url: string
  readonly operator: string
  /** All that it said, on either stream. */
  readonly said: () => string
  /** The risk log's lines. */
  readonly records: () => readonly Record<string, unknown>[]
  /** Asks the service as an operator. */
  ask(method: 'GET' | 'POST', path: string, body?: unknown): Promise<unknown>
  /** Runs a command against the same store, by its words. */
  run(...words: readonly string[]): Promise<string>
  stop(): Promise<void>
}

/** `partial-trust serve` in a process and a folder of its own. */
export async function product(
  cwd: string,
  port: number,
  env: Readonly<Record<string, string>>,
): Promise<Product> {
  const config = ['--config', join(here, 'partial-trust.config.ts')]
  const telemetry = ['--import', join(here, 'telemetry.ts')]
  const environment = { PATH: process.env['PATH'] ?? '', ...env }
  const words = [...telemetry, program, 'serve', '--port', String(port), ...config]
  const child = spawn(process.execPath, words, { cwd, env: environment })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      said += chunk.toString()
    })
  }
  const ended = once(child, 'exit')
  const word = (pattern: RegExp): string => pattern.exec(said)?.[1] ?? ''
  await until('the product listens', () => {
    if (child.exitCode !== null) throw new Error(`the product did not start:\n${said}`)
    return said.includes('listening on ')
  })
  const url = word(/listening on (\S+)/)
  const operator = word(/operator token: (\S+)/)

  return {
    url,
    operator,
    said: () => said,
    records: () =>
      readFileSync(join(cwd, 'logs/partial_trust_risk.jsonl'), 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line): Record<string, unknown> => JSON.parse(line)),
    async ask(method, path, body) {
      const headers = { authorization: `Bearer ${operator}`, 'content-type': 'application/json' }
      const text = body === undefined ? {} : { body: JSON.stringify(body) }
      const answer = await fetch(url + path, { method, headers, ...text })
      if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
      return await answer.json()
    },
    async run(...command) {
      const other = spawn(process.execPath, [program, ...command], { cwd, env: environment })
      let text = ''
      for (const stream of [other.stdout, other.stderr]) {
        stream.on('data', (chunk: Buffer) => {
          text += chunk.toString()
        })
      }
      const [code]: unknown[] = await once(other, 'exit')
      if (code !== 0) throw new Error(`partial-trust ${command.join(' ')}: ${text}`)
      return text
    },
    async stop() {
      child.kill('SIGTERM')
      await ended
    },
  }
}
