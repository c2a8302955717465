import { fork, spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Order, Told } from './load-generator.ts'

const bin = fileURLToPath(new URL('../../packages/cli/bin/partial-trust.js', import.meta.url))
const generator = fileURLToPath(new URL('load-generator.ts', import.meta.url))

export type Server = { readonly child: ChildProcess; readonly url: string; readonly token: string }

/** A command of the product that serves, once it listens. */
export async function serving(
  argv: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Server> {
  const child = spawn(process.execPath, [bin, ...argv], {
    cwd,
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let token = ''
  const said: string[] = []
  for await (const line of createInterface({ input: child.stderr })) {
    said.push(line)
    token ||= /operator token: (\S+)/u.exec(line)?.[1] ?? ''
    const url = /(?:listening on|relaying .* on) (\S+)/u.exec(line)?.[1]
    if (url === undefined) continue
    child.stderr.resume()
    return { child, url, token }
  }
  throw new Error(`${argv.join(' ')} did not start:\n${said.join('\n')}`)
}

export type Generator = { ask(order: Order): Promise<Told>; readonly child: ChildProcess }

export function loadGenerator(): Generator {
  const child = fork(generator)
  return {
    child,
    async ask(order) {
      child.send(order)
      const [told]: Told[] = await once(child, 'message')
      if (told === undefined) throw new Error('the load generator is gone')
      return told
    },
  }
}

/** The address that a process under a plane or a relay is given. */
export function under(url: string, token: string): string {
  return url.replace('://', `://:${token}@`)
}

export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}
