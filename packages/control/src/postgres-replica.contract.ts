import { execFileSync, spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { appendFileSync, chownSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import type { Socket } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { freePort } from './embedded-postgres.contract.js'
import type { TestPostgres } from './embedded-postgres.contract.js'

export type TestReplica = {
  readonly port: number
  /** What it was told of by now, it has. */
  caughtUp(): Promise<void>
  /** Hears nothing of its primary any more. */
  detach(): Promise<void>
  /** Is the primary from now on. */
  promote(): Promise<void>
  stop(): Promise<void>
}

/** A second server that repeats, a moment later, what the first one does: as asynchronous replication comes. */
export async function startReplica(
  primary: Extract<TestPostgres, { kind: 'running' }>,
): Promise<TestReplica> {
  const port = await freePort()
  const directory = `${primary.directory}-replica`
  await copied(primary, directory)
  appendFileSync(
    join(directory, 'postgresql.auto.conf'),
    `port = ${port}\nprimary_conninfo = 'host=127.0.0.1 port=${primary.port} user=postgres password=secret'\n`,
  )
  writeFileSync(join(directory, 'standby.signal'), '')
  const child = started(primary.directory, directory, port)
  const admin = await connected(port)
  const ask = async (statement: string): Promise<boolean> => {
    const { rows } = await admin.query<{ told: boolean }>(statement)
    return rows[0]?.told ?? false
  }
  return {
    port,
    async caughtUp() {
      const source = await connected(primary.port)
      const { rows } = await source.query<{ at: string }>('select pg_current_wal_lsn() as at')
      await source.end()
      const at = rows[0]?.at ?? ''
      await until(() => ask(`select pg_last_wal_replay_lsn() >= '${at}' as told`))
    },
    async detach() {
      await ask(`alter system set primary_conninfo = ''`)
      await ask('select pg_reload_conf() as told')
      await until(() => ask('select count(*) = 0 as told from pg_stat_wal_receiver'))
    },
    async promote() {
      await ask('select pg_promote() as told')
    },
    async stop() {
      await admin.end().catch(() => undefined)
      if (child.exitCode === null) {
        const ended = new Promise((settle) => child.once('exit', settle))
        child.kill('SIGQUIT')
        await ended
      }
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

/** Copies a running server's files, by the interface that is there for it. */
async function copied(
  { directory: from, port }: Extract<TestPostgres, { kind: 'running' }>,
  to: string,
): Promise<void> {
  const source = await connected(port)
  await source.query(`select pg_backup_start('replica', true)`)
  execFileSync('cp', ['-a', from, to])
  const { rows } = await source.query<{ labelfile: string }>(
    'select labelfile from pg_backup_stop()',
  )
  await source.end()
  rmSync(join(to, 'postmaster.pid'), { force: true })
  writeFileSync(join(to, 'backup_label'), rows[0]?.labelfile ?? '')
}

/** By the very program, and under the very user, that runs the first. */
function started(beside: string, directory: string, port: number): ChildProcess {
  const [pid = ''] = readFileSync(join(beside, 'postmaster.pid'), 'utf8').split('\n')
  const [program = ''] = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
  const { uid, gid } = statSync(beside)
  for (const name of ['standby.signal', 'backup_label']) chownSync(join(directory, name), uid, gid)
  const settings = ['fsync=off', 'max_connections=60', 'unix_socket_directories=']
  const flags = settings.flatMap((setting) => ['-c', setting])
  return spawn(program, ['-D', directory, '-p', String(port), ...flags], {
    uid,
    gid,
    stdio: 'ignore',
  })
}

/** An address that leads to one server, and then to another. */
export async function switchable(
  to: number,
): Promise<{ readonly port: number; lead(port: number): void; close(): void }> {
  let target = to
  const open = new Set<Socket>()
  const server = createServer((socket) => {
    const onward = connect(target, '127.0.0.1')
    for (const one of [socket, onward]) {
      open.add(one)
      one.on('error', () => undefined)
      one.on('close', () => {
        open.delete(one)
        socket.destroy()
        onward.destroy()
      })
    }
    socket.pipe(onward)
    onward.pipe(socket)
  })
  const port = await freePort()
  await new Promise<void>((settle) => server.listen(port, '127.0.0.1', settle))
  const cut = (): void => {
    for (const one of open) one.destroy()
  }
  return {
    port,
    lead(next) {
      target = next
      cut()
    },
    close() {
      server.close()
      cut()
    },
  }
}

async function connected(port: number): Promise<Client> {
  for (let tries = 0; ; tries += 1) {
    const client = new Client(`postgres://postgres:secret@127.0.0.1:${port}/postgres`)
    client.on('error', () => undefined)
    try {
      await client.connect()
      return client
    } catch (error) {
      if (tries > 600) throw error
      await sleep(50)
    }
  }
}

async function until(good: () => Promise<boolean>): Promise<void> {
  while (!(await good())) await sleep(20)
}
