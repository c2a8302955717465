import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { runCommand } from './run-command.contract.js'

/** An `npx` for shell lines whose commands run in this process: their real code without a start each. */
export type NpxHere = {
  /** The folder to put first in PATH. */
  readonly bin: string
  close(): void
}

/**
 * Asks this process by bash alone, which starts at once: folder, arguments and environment go out,
 * the exit code comes back with the names of two files that hold what was printed.
 */
const script = (port: number): string => `#!/bin/bash
exec 3<>/dev/tcp/127.0.0.1/${port}
shift
{ printf '%s\\0' "$PWD" "$#" "$@"; env -0; printf '\\0'; } >&3
read -r code out err <&3 || exit 70
cat "$out"
cat "$err" >&2
exit "$code"
`

/** Puts it into `home`, whose path has no space. */
export async function npxHere(home: string): Promise<NpxHere> {
  const bin = join(home, 'bin')
  mkdirSync(bin)
  let answered = 0
  const server = createServer((socket) => {
    answered += 1
    void answer(socket, join(home, `said-${answered}`))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('npx has no port')
  writeFileSync(join(bin, 'npx'), script(address.port))
  chmodSync(join(bin, 'npx'), 0o755)
  return { bin, close: () => void server.close() }
}

async function answer(socket: Socket, name: string): Promise<void> {
  const [cwd = '', count = '0', ...rest] = await request(socket)
  const argv = rest.slice(0, Number(count))
  const env = Object.fromEntries(
    rest.slice(argv.length).map((pair) => {
      const at = pair.indexOf('=')
      return [pair.slice(0, at), pair.slice(at + 1)]
    }),
  )
  const { stdout, stderr, exitCode } = await runCommand(argv, { cwd, env })
  writeFileSync(`${name}.out`, stdout)
  writeFileSync(`${name}.err`, stderr)
  socket.end(`${exitCode} ${name}.out ${name}.err\n`)
}

/** The fields of a request, which ends with an empty one. */
function request(socket: Socket): Promise<readonly string[]> {
  return new Promise((resolve, reject) => {
    let text = ''
    socket.setEncoding('utf8').on('error', reject)
    socket.on('data', (chunk: string) => {
      text += chunk
      if (text.endsWith('\0\0')) resolve(text.slice(0, -2).split('\0'))
    })
  })
}
