import { execFileSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs'
import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { backgroundClock } from './background-clock.js'
import { openControlFeed } from './control-feed.js'
import { StoreUnavailableError } from './control-store.js'
import { startTestPostgres } from './embedded-postgres.contract.js'
import type { TestPostgres } from './embedded-postgres.contract.js'
import { openControl } from './open-control.js'
import { PostgresDatabase } from './postgres-database.js'
import { attemptsOf, sentCell } from './sent-cell.contract.js'

const intent = 'decide_refund'
const leaseMs = 1000
const kill = { intent, action: { kind: 'kill' }, by: 'ana', reason: 'harm' } as const

let server: TestPostgres
beforeAll(async () => {
  server = await startTestPostgres()
})
afterAll(async () => {
  if (server.kind === 'running') await server.stop()
  try {
    execFileSync('umount', [smallDisk], { stdio: 'ignore' })
  } catch {
    // It was never mounted.
  }
  rmSync(smallDisk, { recursive: true, force: true })
})

const smallDisk = mkdtempSync(join(tmpdir(), 'small-disk-'))

/** A file system of 4 MiB that the server's user may write on; false where this user may mount none. */
function mountSmallDisk(): boolean {
  if (server.kind !== 'running') return false
  const { uid, gid } = statSync(server.directory)
  const options = `size=4m,uid=${uid},gid=${gid},mode=0700`
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', smallDisk], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** Until nothing more fits. */
function fillSmallDisk(): void {
  const file = openSync(join(smallDisk, 'filling'), 'w')
  try {
    for (;;) writeSync(file, Buffer.alloc(4096))
  } catch {
    closeSync(file)
  }
}

async function makeStore(url: string): Promise<void> {
  const database = new PostgresDatabase(url)
  await database.make(async () => {})
  await database.close()
}

/** A store of its own, a process that follows it, and a hand on the database beside them. */
async function rig() {
  if (server.kind !== 'running') return null
  const url = await server.copyUrl(makeStore)
  const control = openControl({ kind: 'postgres', url }, { cwd: '/', now: Date.now })
  if (control === null) throw new Error('no control')
  const feed = openControlFeed(control.store, { leaseMs, clock: backgroundClock })
  await feed.ready
  const name = new URL(url).pathname.slice(1)
  const own = new Client({ connectionString: url })
  const serverUrl = url.replace(name, 'postgres')
  const admin = new Client({ connectionString: serverUrl })
  for (const client of [own, admin]) client.on('error', () => undefined) // they are cut off, too
  await Promise.all([own.connect(), admin.connect()])
  return {
    control,
    feed,
    serverUrl,
    own,
    admin,
    async end() {
      feed.close()
      await control.close()
      await own.end().catch(() => undefined)
      await admin.end()
    },
  }
}

async function until(good: () => boolean): Promise<void> {
  while (!good()) await sleep(20)
}

/** Passes everything on until a statement comes by; what the server says to that one is lost, and so is the line. */
async function cutAt(url: string, statement: string): Promise<{ url: string; close(): void }> {
  const to = new URL(url)
  const proxy = createServer((near) => {
    const far = connect(Number(to.port), to.hostname)
    far.on('data', (answer) => near.write(answer))
    near.on('data', (asked) => {
      far.write(asked)
      if (asked.includes(`${statement}\0`)) far.removeAllListeners('data').once('data', cut)
    })
    const cut = (): void => void (near.destroy(), far.destroy())
    for (const end of [near, far]) end.on('error', () => undefined).on('close', cut)
  }).listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  const bound = proxy.address()
  const port = typeof bound === 'object' ? bound?.port : bound
  return {
    url: Object.assign(new URL(url), { host: `127.0.0.1:${port}` }).href,
    close: () => proxy.close(),
  }
}

describe('a PostgreSQL whose line breaks', () => {
  it.each([
    ['at the commit: it may be done, and says so', 'commit', true],
    [
      'before it: nothing is done, and nothing else is said',
      'select head_seq, head_hash from partial_trust.meta for update',
      false,
    ],
  ])('%s', async (_when, statement, mayBeDone) => {
    if (server.kind !== 'running') return expect(server.kind).toBe('unavailable')
    const url = await server.copyUrl(makeStore)
    const proxy = await cutAt(url, statement)
    const [cut, whole] = [proxy.url, url].map((at) =>
      openControl({ kind: 'postgres', url: at }, { cwd: '/', now: Date.now }),
    )
    await expect(cut?.store.change(kill)).rejects.toMatchObject({
      name: 'StoreUnavailableError',
      mayBeDone,
    })
    const killed = (await whole?.store.read())?.corridors.get(intent)?.killed ?? false
    expect(killed).toBe(mayBeDone)
    await Promise.all([cut?.close(), whole?.close()])
    proxy.close()
  })
})

describe('a PostgreSQL that is out of something', () => {
  it('disk: refuses a kill and counts in words, takes both once there is room, and counts once', async () => {
    const parts = await rig()
    if (parts === null) return expect(server.kind).toBe('unavailable')
    const { control, feed, own } = parts
    // What a full disk is to a statement: every write ends with code 53100.
    await own.query(`
      create function partial_trust.full() returns trigger language plpgsql as $$
      begin raise exception 'could not extend file: No space left on device' using errcode = '53100'; end $$`)
    for (const table of ['corridors', 'audit', 'sent', 'pooled']) {
      await own.query(
        `create trigger full_disk before insert or update on partial_trust.${table}
         for each row execute function partial_trust.full()`,
      )
    }
    await expect(control.store.change(kill)).rejects.toThrow(StoreUnavailableError)
    await expect(control.store.change(kill)).rejects.toThrow(/No space left/u)
    await expect(control.evidence.save([sentCell({ attempts: 3 })])).rejects.toThrow(
      /No space left/u,
    )
    // What can still be read holds: nothing opens and nothing closes by a write that failed.
    expect(await feed.refresh()).toBe(true)
    expect(feed.view(intent).kind).not.toBe('closed')
    for (const table of ['corridors', 'audit', 'sent', 'pooled']) {
      await own.query(`drop trigger full_disk on partial_trust.${table}`)
    }
    expect(await control.store.change(kill)).toMatchObject({ kind: 'replaced' })
    for (let sent = 0; sent < 2; sent += 1) await control.evidence.save([sentCell({ attempts: 3 })])
    await until(() => feed.view(intent).kind === 'closed')
    const { metrics } = await control.evidence.evidence()
    expect(attemptsOf(metrics)).toEqual([3])
    await parts.end()
  })

  it('disk, by a file system that is full: no count and no kill is lost', async () => {
    const parts = await rig()
    if (parts === null || !mountSmallDisk()) return parts?.end()
    const { control, feed, own, admin } = parts
    await admin.query(`create tablespace small location '${smallDisk}'`)
    // The tables alone lie there: the server's own journal has room.
    const { rows } = await own.query<{ of: string }>(
      `select oid::regclass::text as of from pg_class
       where relnamespace = 'partial_trust'::regnamespace and relkind in ('r', 'i')`,
    )
    for (const { of } of rows) {
      const kind = of.includes('_pkey') || /_by_|_for_|_idx/u.test(of) ? 'index' : 'table'
      await own.query(`alter ${kind} ${of} set tablespace small`)
    }
    fillSmallDisk()
    const many = Array.from({ length: 3000 }, (_, bucket) => sentCell({ bucket, attempts: 1 }))
    await expect(control.evidence.save(many)).rejects.toThrow(/No space left/u)
    const killed = await control.store.change(kill).then(
      () => true,
      (error: unknown) => !(error instanceof StoreUnavailableError),
    )
    expect(await feed.refresh()).toBe(true)
    expect(feed.state(intent).killed).toBe(killed)
    rmSync(join(smallDisk, 'filling'))
    for (let sent = 0; sent < 2; sent += 1) await control.evidence.save(many)
    if (!killed) await control.store.change(kill)
    await until(() => feed.view(intent).kind === 'closed')
    let counted = 0
    for (let since = 0, more = true; more;) {
      const page = await control.evidence.evidence(since)
      for (const attempts of attemptsOf(page.metrics)) counted += attempts ?? 0
      ;({ upTo: since, more } = page)
    }
    expect(counted).toBe(many.length)
    await parts.end()
  })

  it('connections, by clients that take every one: a process closes with its lease, and a kill is not lost', async () => {
    const parts = await rig()
    if (parts === null) return expect(server.kind).toBe('unavailable')
    const { control, feed, admin, own } = parts
    const takers: Client[] = []
    /** Takes what is free; those of the store are cut off until none of them is left. */
    const takeAll = async (): Promise<void> => {
      for (;;) {
        const taker = new Client({ connectionString: parts.serverUrl })
        taker.on('error', () => undefined)
        try {
          await taker.connect()
        } catch {
          return
        }
        takers.push(taker)
      }
    }
    await own.end()
    await takeAll()
    while (feed.view(intent).kind !== 'closed') {
      await admin.query(
        `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'partial-trust'`,
      )
      await takeAll()
      await sleep(20)
    }
    expect(feed.view(intent)).toMatchObject({ reason: 'lease_expired' })
    await expect(control.store.change(kill)).rejects.toThrow(StoreUnavailableError)
    await Promise.all(takers.map((taker) => taker.end()))
    expect(await control.store.change(kill)).toMatchObject({ kind: 'replaced' })
    await until(() => feed.lease().fresh && feed.state(intent).version === 1)
    expect(feed.view(intent)).toMatchObject({ kind: 'closed', reason: 'killed' })
    await parts.end()
  })
})
