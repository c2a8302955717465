import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, expect, it } from 'vitest'
import { backgroundClock } from './background-clock.js'
import { openControlFeed } from './control-feed.js'
import { StoreUnavailableError } from './control-store.js'
import { startTestPostgres } from './embedded-postgres.contract.js'
import { openControl } from './open-control.js'
import type { Control } from './open-control.js'
import { PostgresDatabase } from './postgres-database.js'
import { startReplica, switchable } from './postgres-replica.contract.js'
import { attemptsOf, sentCell } from './sent-cell.contract.js'

const intent = 'decide_refund'
const leaseMs = 1000
const kill = { intent, action: { kind: 'kill' }, by: 'ana', reason: 'harm' } as const

const postgres = await startTestPostgres()
const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

function open(url: string): Control {
  const control = openControl({ kind: 'postgres', url }, { cwd: '/', now: Date.now })
  if (control === null) throw new Error('no control')
  cleanUps.push(() => control.close())
  return control
}

async function until(good: () => boolean): Promise<void> {
  while (!good()) await sleep(20)
}

if (postgres.kind === 'unavailable') {
  it.skip(`needs a PostgreSQL, which cannot start here: ${postgres.why}`, () => {})
} else {
  afterAll(() => postgres.stop())

  /** A store whose address leads to the primary until it is told otherwise, and a process that follows it. */
  async function rig() {
    if (postgres.kind !== 'running') throw new Error('no PostgreSQL')
    const direct = new URL(await postgres.freshUrl())
    const database = new PostgresDatabase(direct.href)
    await database.make(async () => {})
    await database.close()
    const replica = await startReplica(postgres)
    cleanUps.push(() => replica.stop())
    const way = await switchable(postgres.port)
    cleanUps.push(() => way.close())
    const at = (port: number): string => {
      const address = new URL(direct)
      address.port = String(port)
      return address.href
    }
    const control = open(at(way.port))
    const feed = openControlFeed(control.store, { leaseMs, clock: backgroundClock })
    cleanUps.push(() => feed.close())
    await feed.ready
    return { postgres, replica, way, at, control, feed }
  }

  it('a failover keeps kill and counts, counts once, and nothing is decided on a copy of unknown age', async () => {
    const { replica, way, at, control, feed } = await rig()
    const { store } = control
    expect(await store.change(kill)).toMatchObject({ kind: 'replaced' })
    expect(
      await store.change({ ...kill, action: { kind: 'resume' }, expectedVersion: 1 }),
    ).toMatchObject({ kind: 'replaced' })
    const cell = sentCell({ attempts: 3 })
    await control.evidence.save([cell])
    await until(() => feed.state(intent).version === 2 && feed.view(intent).kind !== 'closed')
    await replica.caughtUp()
    // A server that follows answers reads, and may stand still: it is not taken for the store.
    const copy = open(at(replica.port))
    await expect(copy.store.read()).rejects.toThrow(StoreUnavailableError)
    way.lead(replica.port)
    await until(() => feed.view(intent).kind === 'closed')
    expect(feed.view(intent)).toMatchObject({ reason: 'lease_expired' })
    await replica.promote()
    await until(() => feed.view(intent).kind !== 'closed')
    await control.evidence.save([cell])
    expect(await store.change(kill)).toMatchObject({ kind: 'replaced', state: { version: 3 } })
    await until(() => feed.view(intent).kind === 'closed')
    const { metrics } = await control.evidence.evidence()
    expect(attemptsOf(metrics)).toEqual([3])
    expect((await store.read()).head.seq).toBe(3)
  })

  it('a kill that the new primary never heard of stays a kill for every process that did', async () => {
    const { replica, way, control, feed } = await rig()
    await replica.caughtUp()
    await replica.detach()
    expect(await control.store.change(kill)).toMatchObject({ kind: 'replaced' })
    await until(() => feed.view(intent).kind === 'closed')
    await replica.promote()
    way.lead(replica.port)
    // The store answers again, without the kill: it is not believed.
    await until(() => feed.lease().problem?.includes('went back') === true)
    expect(feed.view(intent)).toMatchObject({ kind: 'closed', reason: 'killed' })
    // Nor is it once it has gone on to as many changes of its own.
    for (let changes = 0; changes < 2; changes += 1) {
      await control.store.change({ ...kill, intent: `elsewhere_${changes}` })
    }
    await until(() => feed.lease().problem?.includes('set back') === true)
    expect(feed.view(intent)).toMatchObject({ kind: 'closed', reason: 'killed' })
  })
}
