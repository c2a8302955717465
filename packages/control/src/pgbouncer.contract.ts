import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync, chmodSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from './embedded-postgres.contract.js'

const program = '/usr/sbin/pgbouncer'

export type TestBouncer = {
  /** The address of the same database through the pooler. */
  url(direct: string): string
  stop(): Promise<void>
}

/** Why there can be no pooler here; null where there can. */
export const noBouncer: string | null = existsSync(program)
  ? null
  : `${program} is not there: apt-get install pgbouncer`

/** A PgBouncer as it comes: nothing set but where it listens, where it leads, and how it pools. */
export async function startTestBouncer(
  pooling: 'session' | 'transaction',
  upstream: string,
): Promise<TestBouncer> {
  const { hostname, port: serverPort } = new URL(upstream)
  const folder = mkdtempSync(join(tmpdir(), 'pgbouncer-'))
  chmodSync(folder, 0o777) // as root, it runs as another user
  const port = await freePort()
  writeFileSync(join(folder, 'users.txt'), '"postgres" "secret"\n')
  writeFileSync(
    join(folder, 'pgbouncer.ini'),
    [
      '[databases]',
      `* = host=${hostname} port=${serverPort}`,
      '[pgbouncer]',
      'listen_addr = 127.0.0.1',
      `listen_port = ${port}`,
      'unix_socket_dir =',
      'auth_type = plain',
      `auth_file = ${join(folder, 'users.txt')}`,
      `pool_mode = ${pooling}`,
      '',
    ].join('\n'),
  )
  // It refuses to run as root.
  const user = userInfo().uid === 0 ? ['-u', 'postgres'] : []
  const child = spawn(program, [...user, join(folder, 'pgbouncer.ini')], { stdio: 'ignore' })
  await listening(port, child)
  return {
    url(direct) {
      const address = new URL(direct)
      address.port = String(port)
      return address.href
    },
    async stop() {
      if (child.exitCode === null) {
        const ended = new Promise((settle) => child.once('exit', settle))
        child.kill('SIGKILL')
        await ended
      }
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function listening(port: number, child: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 300; tries += 1) {
    if (child.exitCode !== null) throw new Error(`pgbouncer ended with ${child.exitCode}`)
    if (await answers(port)) return
    await sleep(50)
  }
  throw new Error('pgbouncer does not listen')
}

function answers(port: number): Promise<boolean> {
  return new Promise((settle) => {
    const socket = connect(port, '127.0.0.1')
    socket.on('connect', () => {
      socket.destroy()
      settle(true)
    })
    socket.on('error', () => settle(false))
  })
}
