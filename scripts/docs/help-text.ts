import process from 'node:process'
import { Writable } from 'node:stream'
import { run } from '../../packages/cli/dist/main.js'

/** What `partial-trust … --help` prints; nothing for a command that there is not. */
export async function helpText(path: readonly string[], cwd: string): Promise<string> {
  let text = ''
  const stdout = new Writable({
    write(chunk, _encoding, done) {
      text += String(chunk)
      done()
    },
  })
  await run(['node', 'partial-trust', ...path, '--help'], {
    env: {},
    cwd,
    stdin: process.stdin,
    stdout,
    stderr: new Writable({ write: (_chunk, _encoding, done) => done() }),
    signal: new AbortController().signal,
    setExitCode: () => {},
  })
  return text
}
