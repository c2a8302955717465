import { tmpdir } from 'node:os'
import { Readable, Writable } from 'node:stream'
import { run } from './main.js'

/** What one command line printed and how it ended, without a process of its own. */
export type CommandResult = {
  readonly stdout: string
  readonly stderr: string
  readonly exitCode: number
}

/** Runs one command line in a context of its own: real code, captured streams. */
export async function runCommand(
  argv: readonly string[],
  given: {
    readonly stdin?: string | Uint8Array
    readonly env?: Readonly<Record<string, string>>
    readonly cwd?: string
    /** Is given what it says on stderr as soon as it says it. */
    readonly heard?: (text: string) => void
  } = {},
): Promise<CommandResult> {
  const stdout = collector()
  const stderr = collector(given.heard)
  let exitCode = 0
  await run(['node', 'partial-trust', ...argv], {
    env: given.env ?? {},
    cwd: given.cwd ?? tmpdir(),
    stdin: Readable.from([given.stdin ?? '']),
    stdout: stdout.stream,
    stderr: stderr.stream,
    signal: new AbortController().signal,
    setExitCode: (code) => {
      exitCode = code
    },
  })
  return { stdout: stdout.text(), stderr: stderr.text(), exitCode }
}

function collector(heard: (text: string) => void = () => {}): {
  readonly stream: Writable
  readonly text: () => string
} {
  const chunks: Buffer[] = []
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(Buffer.from(chunk))
      heard(chunk.toString('utf8'))
      done()
    },
  })
  return { stream, text: () => Buffer.concat(chunks).toString('utf8') }
}
