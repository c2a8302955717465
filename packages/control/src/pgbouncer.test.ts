import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { backgroundClock } from './background-clock.js'
import { openControlFeed } from './control-feed.js'
import { StoreUnavailableError } from './control-store.js'
import { startTestPostgres } from './embedded-postgres.contract.js'
import type { TestPostgres } from './embedded-postgres.contract.js'
import { openControl } from './open-control.js'
import type { Control } from './open-control.js'
import { noBouncer, startTestBouncer } from './pgbouncer.contract.js'
import { PostgresDatabase } from './postgres-database.js'
import { attemptsOf, sentCell } from './sent-cell.contract.js'

const postgres = noBouncer === null ? await startTestPostgres() : null

const cleanUps: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

function open(url: string): Control {
  const control = openControl({ kind: 'postgres', url }, { cwd: '/', now: Date.now })
  if (control === null) throw new Error('no control')
  cleanUps.push(() => control.close())
  return control
}

function running(): Extract<TestPostgres, { kind: 'running' }> {
  if (postgres?.kind !== 'running') throw new Error('no PostgreSQL')
  return postgres
}

/** Three replicas on one new store. */
function replicas(url: string): readonly (readonly [string, Control])[] {
  return ['one', 'two', 'three'].map((name) => [name, open(url)] as const)
}

/** Who says that it leads, of all that ask now. */
async function leaders(asking: readonly (readonly [string, Control])[]): Promise<string[]> {
  const said = await Promise.all(
    asking.map(async ([name, { leadership }]) => ((await leadership.leads(name)) ? [name] : [])),
  )
  return said.flat()
}

/** What its renewals keep from coming: the lead's time is over. */
async function lapse(direct: string): Promise<void> {
  const client = new pg.Client(direct)
  await client.connect()
  await client.query(
    `update partial_trust.leader set until = clock_timestamp() - interval '1 millisecond'`,
  )
  await client.end()
}

if (postgres === null || postgres.kind === 'unavailable') {
  const why = noBouncer ?? (postgres?.kind === 'unavailable' ? postgres.why : '')
  it.skip(`needs PostgreSQL and PgBouncer: ${why}`, () => {})
} else {
  afterAll(() => postgres.stop())

  describe.each(['transaction', 'session'] as const)(
    'a store behind a PgBouncer as it comes, pooling by %s',
    (pooling) => {
      async function pooled(): Promise<{ readonly url: string; readonly direct: string }> {
        const direct = await running().freshUrl()
        const bouncer = await startTestBouncer(pooling, direct)
        cleanUps.push(() => bouncer.stop())
        const url = bouncer.url(direct)
        // Made through the pooler as well.
        const database = new PostgresDatabase(url)
        await database.make(async () => {})
        await database.close()
        return { url, direct }
      }

      it('opens, keeps changes, counts once what is sent twice, and a kill reaches who follows it', async () => {
        const { url } = await pooled()
        const [here, there] = [open(url), open(url)]
        const feed = openControlFeed(there.store, { leaseMs: 2000, clock: backgroundClock })
        cleanUps.push(async () => feed.close())
        await feed.ready
        expect(feed.lease().problem).toBe(null)
        for (const sender of [here, there]) await sender.evidence.save([sentCell({ attempts: 3 })])
        await here.store.change({
          intent: 'a',
          action: { kind: 'kill' },
          by: 'ana',
          reason: 'drill',
        })
        const { metrics } = await there.evidence.evidence()
        expect(attemptsOf(metrics)).toEqual([3])
        for (let tries = 0; tries < 600; tries += 1) {
          const view = feed.view('a')
          if (view.kind === 'closed' && view.reason === 'killed') break
          await sleep(50)
        }
        expect(feed.view('a')).toMatchObject({ kind: 'closed', reason: 'killed' })
      })

      it('has one leader among three replicas, round after round, and another once that one was killed', async () => {
        const { url, direct } = await pooled()
        const all = replicas(url)
        const [first = ''] = await leaders(all)
        for (let round = 0; round < 10; round += 1) expect(await leaders(all)).toEqual([first])
        // Killed with -9: nothing of it says goodbye, its row lapses.
        const left = all.filter(([name]) => name !== first)
        await lapse(direct)
        const [second = ''] = await leaders(left)
        expect(left.map(([name]) => name)).toContain(second)
        for (let round = 0; round < 10; round += 1) expect(await leaders(left)).toEqual([second])
        for (const [, { leadership }] of left) expect(await leadership.leader()).toBe(second)
      })
    },
  )

  it('a replica whose PostgreSQL hung leads once the leader is killed', async () => {
    const direct = await running().freshUrl()
    const database = new PostgresDatabase(direct)
    await database.make(async () => {})
    await database.close()
    const [first, second] = replicas(direct)
    if (first === undefined || second === undefined) throw new Error('no replicas')
    expect(await leaders([first])).toEqual(['one'])
    expect(await leaders([second])).toEqual([])
    running().hang()
    cleanUps.push(async () => running().wake())
    // No look waits for ever: it ends with an error, and the next one asks anew.
    await expect(second[1].leadership.leads('two')).rejects.toThrow(StoreUnavailableError)
    running().wake()
    await lapse(direct)
    expect(await leaders([second])).toEqual(['two'])
  })
}
