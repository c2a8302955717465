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
})

/** A store of its own, a process that follows it, and a hand on the database beside them. */
async function rig() {
  if (server.kind !== 'running') return null
  const url = await server.freshUrl()
  const database = new PostgresDatabase(url)
  await database.make(async () => {})
  await database.close()
  const control = openControl({ kind: 'postgres', url }, { cwd: '/', now: Date.now })
  if (control === null) throw new Error('no control')
  const feed = openControlFeed(control.store, { leaseMs, clock: backgroundClock })
  await feed.ready
  const name = new URL(url).pathname.slice(1)
  const own = new Client({ connectionString: url })
  const admin = new Client({ connectionString: url.replace(name, 'postgres') })
  for (const client of [own, admin]) client.on('error', () => undefined) // they are cut off, too
  await Promise.all([own.connect(), admin.connect()])
  return {
    control,
    feed,
    name,
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

  it('connections: a process that gets none closes with its lease, and learns of the kill with the next', async () => {
    const parts = await rig()
    if (parts === null) return expect(server.kind).toBe('unavailable')
    const { control, feed, name, admin } = parts
    await admin.query(`alter database ${name} with allow_connections false`)
    await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [
      name,
    ])
    await until(() => feed.view(intent).kind === 'closed')
    expect(feed.view(intent)).toMatchObject({ reason: 'lease_expired' })
    await expect(control.store.change(kill)).rejects.toThrow(StoreUnavailableError)
    await admin.query(`alter database ${name} with allow_connections true`)
    expect(await control.store.change(kill)).toMatchObject({ kind: 'replaced' })
    await until(() => feed.lease().fresh && feed.state(intent).version === 1)
    expect(feed.view(intent)).toMatchObject({ kind: 'closed', reason: 'killed' })
    await parts.end()
  })
})
