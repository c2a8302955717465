import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import process from 'node:process'

export type RunningService = {
  readonly pid: number
  readonly port: number
  readonly viewerToken: string
  readonly stop: () => Promise<void>
}

/**
 * `serve`, as an operator starts it, on a free port; ends with this process at the latest.
 *
 * @param program The command line's file, of the workspace or of an installed package.
 * @param env What it is set up with, beside PATH and HOME.
 * @throws {Error} with what it said, where it ends before it listens.
 */
export async function startService(
  program: string,
  { cwd, env }: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
): Promise<RunningService> {
  const { PATH = '', HOME = '' } = process.env
  const child = spawn(process.execPath, [program, 'serve', '--port', '0'], {
    cwd,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { PATH, HOME, ...env },
  })
  process.once('exit', () => child.kill('SIGKILL'))
  const ended = new Promise<number | null>((settle) => child.once('exit', settle))
  const announced = await new Promise<{ port: number; viewerToken: string }>((resolve, reject) => {
    let [said, viewerToken] = ['', '']
    void ended.then((code) => reject(new Error(`serve ended with ${code}: ${said}`)))
    createInterface({ input: child.stderr }).on('line', (line) => {
      said += `${line}\n`
      viewerToken = /^viewer token: (\S+)/.exec(line)?.[1] ?? viewerToken
      const port = /http:\/\/127\.0\.0\.1:(\d+)/.exec(line)?.[1]
      if (port !== undefined) resolve({ port: Number(port), viewerToken })
    })
  })
  return {
    ...announced,
    pid: child.pid ?? 0,
    async stop() {
      child.kill('SIGTERM')
      await ended
    },
  }
}
