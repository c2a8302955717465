import { spawn } from 'node:child_process'
import { setPriority } from 'node:os'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import type { RunCommand } from './command-studies.js'

const program = fileURLToPath(new URL('../../bin/partial-trust.js', import.meta.url))

/** Nothing a command answers is longer. */
const longestOutput = 32 << 20

/**
 * Behind decisions, which get three times the share, and not at the far end: at 19 a host at load 15 leaves a
 * command a seventieth of what others get, and none was ever done within the patience of the page.
 */
const niceness = 5

export type ChildOptions = {
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
  /** Ends whatever runs. */
  readonly signal: AbortSignal
}

/** Runs commands as processes of their own, behind whatever else wants the processor: decisions never wait for one. */
export function runAsChild({ cwd, env, signal }: ChildOptions): RunCommand {
  return (argv, wanted) =>
    new Promise((resolve) => {
      const child = spawn(process.execPath, [program, ...argv], {
        cwd,
        env: { ...env, NO_COLOR: '1' },
        stdio: ['ignore', 'pipe', 'pipe'],
        signal: AbortSignal.any([signal, wanted]),
        killSignal: 'SIGKILL',
      })
      if (child.pid !== undefined) behind(child.pid)
      let [stdout, stderr] = ['', '']
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        stdout += text
        if (stdout.length > longestOutput) child.kill('SIGKILL')
      })
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        if (stderr.length < 10_000) stderr += text
      })
      child.on('error', (error) => {
        stderr =
          error.name === 'AbortError'
            ? 'it was ended before it was done'
            : `the command could not run: ${error.message}`
      })
      child.on('close', (code) => resolve({ stdout, stderr, exitCode: code ?? 1 }))
    })
}

function behind(pid: number): void {
  try {
    setPriority(pid, niceness)
  } catch {
    // It has ended already, or this system keeps priorities to itself.
  }
}
