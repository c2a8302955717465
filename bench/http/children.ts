import { spawn, spawnSync } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/** A server in a process of its own. */
export type Server = { readonly port: number; readonly pid: number }

const children: ChildProcess[] = []
process.on('exit', () => {
  for (const child of children) child.kill()
})

/** A script of this repository in a process of its own, once it says where it listens. */
export async function startServer(
  script: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Server> {
  return start(process.execPath, script, args, env)
}

/** As {@link startServer}, a Python script. */
export async function startPython(script: string): Promise<Server> {
  return start(python, script, [], {})
}

/** Whether there is a Python with these modules; another than `python3` is named in BENCH_PYTHON. */
export function canImport(...modules: readonly string[]): boolean {
  return spawnSync(python, ['-c', `import ${modules.join(', ')}`]).status === 0
}

const python = process.env['BENCH_PYTHON'] ?? 'python3'

async function start(
  command: string,
  script: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Server> {
  const path = fileURLToPath(new URL(`../../${script}`, import.meta.url))
  const child = spawn(command, [path, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'] ?? '', ...env },
  })
  children.push(child)
  return new Promise((resolve, reject) => {
    let said = ''
    child.once('exit', (code) => reject(new Error(`${script} ended with ${code}: ${said}`)))
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        said += `${line}\n`
        const port = /http:\/\/127\.0\.0\.1:(\d+)/.exec(line)?.[1]
        if (port !== undefined) resolve({ port: Number(port), pid: child.pid ?? 0 })
      })
    }
  })
}
