import { spawn } from 'node:child_process'
import { once } from 'node:events'
import process from 'node:process'

/** Longest that a block may take: all of them together run in every check. */
const longestMs = 60_000

export type Ran = { readonly exitCode: number | null; readonly output: string }

/** Runs the lines of a block in one shell that stops at the first that fails. */
export async function runFence(
  text: string,
  { cwd, env }: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
): Promise<Ran> {
  const child = spawn('bash', ['-euo', 'pipefail', '-c', text], {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: longestMs,
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (part: string) => {
      output += part
    })
  }
  await once(child, 'close')
  return { exitCode: child.exitCode, output }
}

/** The commands of a `console` block without their prompts; other blocks as they are. */
export function commandsOf(language: string, lines: readonly string[]): string {
  if (language !== 'console') return lines.join('\n')
  return lines.flatMap((line) => (line.startsWith('$ ') ? [line.slice(2)] : [])).join('\n')
}

/** Only what a shell needs: no setting of whoever runs the check. */
export function plainEnv(bin: string, home: string): Readonly<Record<string, string>> {
  return { PATH: `${bin}:${process.env['PATH'] ?? ''}`, HOME: home, NO_COLOR: '1' }
}
