import { setTimeout as sleep } from 'node:timers/promises'
import { bucketMs } from '@partial-trust/core'
import { Client } from 'pg'
import { afterAll, describe, expect, it } from 'vitest'
import { auditStoreContract } from './audit-store.contract.js'
import type { Tamperable } from './audit-store.contract.js'
import { backgroundClock } from './background-clock.js'
import { openControlFeed } from './control-feed.js'
import { encodeCounts, encodeKey } from './cell-codec.js'
import { controlStoreContract } from './control-store.contract.js'
import { StoreUnavailableError } from './control-store.js'
import { startTestPostgres } from './embedded-postgres.contract.js'
import { evidenceStoreContract } from './evidence-store.contract.js'
import type { Horizon } from './evidence-store.js'
import { leadershipContract } from './leadership.contract.js'
import { lostPlanContract } from './lost-plan.contract.js'
import { openControl } from './open-control.js'
import type { Control } from './open-control.js'
import { readStoreFormat } from './store-format.js'
import { storeBackupContract } from './store-backup.contract.js'
import { tidyContract } from './tidy.contract.js'
import { PostgresDatabase } from './postgres-database.js'
import { postgresKeeper } from './postgres-keeper.js'
import { postgresLocks } from './postgres-schema.js'
import { attemptsOf, sentCell } from './sent-cell.contract.js'

const postgres = await startTestPostgres()

/** The address of a new, empty store. */
async function madeUrl(): Promise<string> {
  if (postgres.kind === 'unavailable') throw new Error(postgres.why)
  return postgres.copyUrl(makeStore)
}

async function makeStore(url: string): Promise<void> {
  const database = new PostgresDatabase(url)
  await database.make(async () => {})
  await database.close()
}

function open(url: string): Control {
  const control = openControl({ kind: 'postgres', url }, { cwd: '/', now: Date.now })
  if (control === null) throw new Error('no control')
  return control
}

async function makeSigned(url: string): Promise<void> {
  const database = new PostgresDatabase(url)
  await postgresKeeper(database, Date.now).make({ by: 'ana', reason: 'first start' }, null)
  await database.close()
}

const milliseconds = `$1 * interval '1 millisecond'`

async function change(url: string, statement: string, value: number): Promise<void> {
  const client = new Client(url)
  await client.connect()
  await client.query(statement, [value])
  await client.end()
}

const nothingTooOld: Horizon = {
  folds: [],
  pruneBefore: 0,
  keep: [],
  cellsBefore: new Date(0).toISOString(),
  outcomesSince: new Map(),
}

function report(instance: string, dropped: number) {
  return {
    instance,
    host: 'h',
    pid: 1,
    started_at: '2026-01-01T00:00:00.000Z',
    seen_at: '2026-01-01T00:00:00.000Z',
    lease_ms: 5000,
    lease_age_ms: 1,
    corridors: [],
    dropped_records: dropped,
    dropped_cells: 0,
  }
}

/** A day's table, by the number of the day since 1970. */
function nameOf(day: number): string {
  return `sent_${new Date(day * 86_400_000).toISOString().slice(0, 10).replaceAll('-', '')}`
}

const kill = { intent: 'a', action: { kind: 'kill' }, by: 'ana', reason: 'drill' } as const

if (postgres.kind === 'unavailable') {
  it.skip(`needs a PostgreSQL, which cannot start here: ${postgres.why}`, () => {})
} else {
  afterAll(() => postgres.stop())

  it('tells which steps a store has taken, and takes none', async () => {
    const url = await postgres.freshUrl()
    const look = () => readStoreFormat({ kind: 'postgres', url }, '/')
    expect(await look()).toMatchObject({ kind: 'absent' })
    const database = new PostgresDatabase(url)
    await database.make(async (client) => {
      await client.query('delete from partial_trust.migrations where step > 0')
    })
    const format = { kind: 'read', steps: 1, corridors: [], unread: [] }
    expect(await look()).toMatchObject(format)
    expect(await look()).toMatchObject(format)
    await database.close()
    expect(await readStoreFormat({ kind: 'postgres', url: `${url}_gone` }, '/')).toMatchObject({
      kind: 'unreadable',
    })
  })

  controlStoreContract('PostgreSQL', async () => {
    const url = await madeUrl()
    const [here, there] = [open(url), open(url)]
    return {
      here: here.store,
      there: there.store,
      cleanUp: async () => {
        await here.close()
        await there.close()
      },
    }
  })

  leadershipContract('PostgreSQL', async () => {
    const url = await madeUrl()
    const [here, there] = [open(url), open(url)]
    return {
      here: here.leadership,
      there: there.leadership,
      pass: (ms) =>
        change(url, `update partial_trust.leader set until = until - ${milliseconds}`, ms),
      cleanUp: async () => {
        await here.close()
        await there.close()
      },
    }
  })

  evidenceStoreContract('PostgreSQL', async () => {
    const url = await madeUrl()
    const [here, there] = [open(url), open(url)]
    return {
      here: here.evidence,
      there: there.evidence,
      pass: (ms) =>
        change(url, `update partial_trust.processes set seen_at = seen_at - ${milliseconds}`, ms),
      cleanUp: async () => {
        await here.close()
        await there.close()
      },
    }
  })

  const tamperable = async (): Promise<Tamperable> => {
    const url = await postgres.copyUrl(makeSigned)
    const database = new PostgresDatabase(url)
    return {
      control: open(url),
      tamper: (statement) =>
        database.use(async (client) => {
          await client.query(statement.replaceAll('?', 'partial_trust.'))
        }),
      setJson: (table, column, path, json) =>
        `update ?${table} set ${column} = jsonb_set(${column}::jsonb, '{${path.join(',')}}', '${json}')::text`,
      cleanUp: () => database.close(),
    }
  }
  auditStoreContract('PostgreSQL', tamperable)
  lostPlanContract('PostgreSQL', tamperable)

  tidyContract('PostgreSQL', async () => {
    const control = open(await madeUrl())
    return { ...control.evidence, close: () => control.close() }
  })

  storeBackupContract('PostgreSQL', async () => {
    const url = await postgres.freshUrl()
    const database = new PostgresDatabase(url)
    return {
      keeper: postgresKeeper(database, Date.now),
      open: () => open(url),
      cleanUp: () => database.close(),
    }
  })

  describe('a PostgreSQL control store', () => {
    it('starts under a role that may create nothing, once another has migrated', async () => {
      const url = await postgres.freshUrl()
      const owner = new PostgresDatabase(url)
      const keeper = postgresKeeper(owner, Date.now)
      await keeper.make({ by: 'ana', reason: 'first start' }, null)
      const role = `app_${new URL(url).pathname.slice(1)}`
      await owner.use((client) => client.query(`create role ${role} login password 'secret'`))
      const asRole = new URL(url)
      asRole.username = role
      const refused = open(asRole.href)
      await expect(refused.store.read()).rejects.toThrow(StoreUnavailableError)
      await refused.close()
      expect(await keeper.migrate(role)).toMatchObject({ kind: 'migrated' })
      const control = open(asRole.href)
      expect(await control.store.change(kill)).toMatchObject({ kind: 'replaced' })
      await control.evidence.save([])
      expect(await control.leadership.leads('one')).toBe(true)
      await control.close()
      // Tables that are behind, and a role that may not mend it: it says who can.
      await owner.use((client) =>
        client.query('delete from partial_trust.migrations where step = 0'),
      )
      const behind = open(asRole.href)
      await expect(behind.store.read()).rejects.toThrow(/state migrate/u)
      await behind.close()
      await owner.close()
    })

    it('keeps what processes sent in a table a day, made and dropped under a role that may do neither', async () => {
      const url = await madeUrl()
      const owner = new PostgresDatabase(url)
      const role = `app_${new URL(url).pathname.slice(1)}`
      await owner.use((client) => client.query(`create role ${role} login password 'secret'`))
      await owner.migrate(role)
      const ask = async (statement: string) =>
        (await owner.use((client) => client.query<{ told: string }>(statement))).rows.map(
          ({ told }) => told,
        )
      const tables = () =>
        ask(
          `select relname as told from pg_class where relname ~ '^sent_[0-9]{8}$' order by relname`,
        )
      const dayBuckets = 86_400_000 / bucketMs
      const today = Math.floor(Date.now() / 86_400_000)
      expect(await tables()).toEqual(
        Array.from({ length: 10 }, (_, index) => nameOf(today - 2 + index)),
      )
      // Nobody made today's table, and one is long past.
      await ask(`drop table partial_trust.${nameOf(today)}`)
      const old = today - 5
      await ask(
        `create table partial_trust.${nameOf(old)} partition of partial_trust.sent
         for values from (${old * dayBuckets}) to (${(old + 1) * dayBuckets})`,
      )
      const asRole = new URL(url)
      asRole.username = role
      const served = open(asRole.href)
      const { evidence } = served
      const cells = [today, old, today + 400].map((day, index) =>
        sentCell({ bucket: day * dayBuckets, attempts: index + 1 }),
      )
      const where = `select tableoid::regclass::text as told from partial_trust.sent order by bucket`
      const other = 'partial_trust.sent_other'
      await evidence.save(cells)
      expect(await ask(where)).toEqual([`partial_trust.${nameOf(old)}`, other, other])
      while (await evidence.tidy(nothingTooOld));
      expect(await tables()).toHaveLength(10)
      expect(await ask(where)).toEqual([`partial_trust.${nameOf(today)}`, other])
      // What moved is known where it is now, and what the sum has stays.
      await evidence.save([
        sentCell({ bucket: today * dayBuckets, attempts: 1 }),
        sentCell({ bucket: (today + 400) * dayBuckets, attempts: 4 }),
      ])
      const { metrics } = await evidence.evidence()
      expect(new Set(attemptsOf(metrics))).toEqual(new Set([1, 2, 4]))
      await served.close()
      await owner.close()
    })

    it('takes what a process counted in twenty seconds as one row, and counts it once however it comes again', async () => {
      const url = await madeUrl()
      const { evidence, ...control } = open(url)
      const watcher = new Client(url)
      await watcher.connect()
      const day = 8640 * Math.floor(Date.now() / 86_400_000)
      const cell = (bucket: number, attempts: number) =>
        sentCell({ bucket: day + bucket, attempts })
      // As the version before kept it: a row a bucket.
      const [old] = [cell(1, 3)]
      const row = JSON.stringify([[encodeKey(old.key), encodeCounts(old.vector)]])
      await watcher.query(
        'insert into partial_trust.sent values ($1, $2, $3, now()), ($4, $2, $5, now())',
        [day + 1, 'one', row, day, '[]'],
      )
      const rows = async () =>
        (
          await watcher.query<{ bucket: string }>(
            'select bucket from partial_trust.sent order by 1',
          )
        ).rows.map(({ bucket }) => Number(bucket) - day)
      await evidence.save([cell(1, 5), cell(10, 1), cell(11, 2)])
      expect(await rows()).toEqual([0, 1, 10])
      await evidence.save([cell(11, 2), cell(10, 1), cell(12, 4), cell(13, 1), cell(1, 5)])
      expect(await rows()).toEqual([0, 1, 10, 13])
      await evidence.save([cell(13, 1), cell(12, 4), cell(11, 3)])
      const { metrics } = await evidence.evidence()
      expect(attemptsOf(metrics).toSorted((a = 0, b = 0) => a - b)).toEqual([1, 1, 2, 3, 4])
      await watcher.end()
      await control.close()
    })

    it('takes what hundreds report at once together, and tells who was not heard', async () => {
      const { evidence, ...control } = open(await madeUrl())
      const instances = Array.from({ length: 300 }, (_, i) => `p${i}`)
      await Promise.all(
        instances.flatMap((one) => [
          evidence.report(report(one, 1)),
          evidence.report(report(one, 2)),
        ]),
      )
      const heard = await evidence.processes()
      expect(heard.map(({ instance }) => instance).toSorted()).toEqual(instances.toSorted())
      expect(new Set(heard.map(({ dropped_records: dropped }) => dropped))).toEqual(new Set([2]))
      await control.close()
      const away = open('postgres://nobody@127.0.0.1:1/nowhere')
      const told = [1, 2, 3].map((one) => away.evidence.report(report(`p${one}`, 0)))
      for (const one of told) await expect(one).rejects.toThrow(StoreUnavailableError)
      await away.close()
    })

    it('goes on beside processes of the version before, and lets whom it let before', async () => {
      const url = await postgres.freshUrl()
      const owner = new PostgresDatabase(url)
      const role = `app_${new URL(url).pathname.slice(1)}`
      const cell = sentCell({ bucket: 1_000_000, attempts: 3 })
      const more = sentCell({ bucket: 1_000_000, attempts: 5 })
      await owner.make(async (client) => {
        await client.query('alter table partial_trust.outcomes drop saved_at')
        await client.query('drop table partial_trust.sent')
        await client.query('drop function partial_trust.keep_days')
        await client.query(
          'alter table partial_trust.pooled drop width, drop corridor, drop stage, drop tuned',
        )
        await client.query('drop index partial_trust.pooled_by_age')
        await client.query('create index pooled_by_bucket on partial_trust.pooled (folded, bucket)')
        await client.query('delete from partial_trust.migrations where step >= 4')
        await client.query(`create role ${role} login password 'secret'`)
        await client.query(`grant usage on schema partial_trust to ${role}`)
        await client.query(
          `grant select, insert, update, delete on all tables in schema partial_trust to ${role}`,
        )
        await client.query('insert into partial_trust.cells values ($1, $2, now())', [
          encodeKey(cell.key),
          encodeCounts(cell.vector),
        ])
      })
      await owner.migrate(null)
      const asRole = new URL(url)
      asRole.username = role
      const served = open(asRole.href)
      const { evidence } = served
      // The earlier version had three of them in the sum already.
      await evidence.save([more])
      const { metrics } = await evidence.evidence()
      expect(attemptsOf(metrics)).toEqual([2])
      expect(await evidence.tidy(nothingTooOld)).toBe(false)
      await served.close()
      await owner.close()
    })

    it('reads control while counts and reports of many processes wait for one another', async () => {
      const url = await madeUrl()
      const { store, evidence, ...control } = open(url)
      await store.read()
      const [holder, watcher] = [new Client(url), new Client(url)]
      await Promise.all([holder.connect(), watcher.connect()])
      await holder.query('select pg_advisory_lock($1)', [postgresLocks.evidence])
      const saves = Array.from({ length: 6 }, (_, bucket) =>
        evidence.save([sentCell({ bucket, attempts: 1 })]).then(
          () => 'saved',
          () => 'gave up',
        ),
      )
      const waiting = `select count(*)::int as waiting from pg_stat_activity
        where datname = current_database() and wait_event = 'advisory'`
      for (let found = 0; found < 2; await sleep(20)) {
        found = (await watcher.query<{ waiting: number }>(waiting)).rows[0]?.waiting ?? 0
      }
      const read = store.read().then(({ head }) => head.seq)
      expect(await Promise.race([...saves, read])).toBe(0)
      await Promise.all([holder.end(), watcher.end()])
      await Promise.all(saves)
      await control.close()
    })

    it('names its address without the password', async () => {
      const control = open('postgres://someone:hunter2@127.0.0.1:1/nowhere')
      expect(control.store.location).not.toContain('hunter2')
      await expect(control.store.read()).rejects.toThrow(StoreUnavailableError)
      await expect(control.store.read()).rejects.not.toThrow(/hunter2/)
      await control.close()
    })

    it('fails the work in hand, not the process, when its connection ends between two queries', async () => {
      const url = await madeUrl()
      const [database, other] = [new PostgresDatabase(url), new PostgresDatabase(url)]
      const work = database.transaction(async (client) => {
        const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
        // Not `once`: that would listen for errors, too.
        const ended = new Promise<void>((settle) => client.on('end', () => settle()))
        await other.use((its) => its.query('select pg_terminate_backend($1)', [rows[0]?.pid]))
        await ended
        return client.query('select 1')
      })
      await expect(work).rejects.toThrow(StoreUnavailableError)
      await expect(database.use(async () => 'again')).resolves.toBe('again')
      await database.close()
      await other.close()
    })

    it('takes a kill although a process stands still in the middle of a change', async () => {
      const url = await madeUrl()
      const [control, standing] = [open(url), new PostgresDatabase(url)]
      const [holds, isDone] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
      const work = standing.transaction(async (client) => {
        await client.query('select 1 from partial_trust.meta for update')
        holds.resolve()
        await isDone.promise // as one that was sent SIGSTOP
        return client.query('select 1')
      })
      const outcome = expect(work).rejects.toThrow(StoreUnavailableError)
      await holds.promise
      await expect(control.store.change(kill)).resolves.toMatchObject({ kind: 'replaced' })
      isDone.resolve()
      await outcome
      await standing.close()
      await control.close()
    })

    it('closes within the lease when the server dies, and reopens when it is back', async () => {
      const url = await madeUrl()
      const control = open(url)
      const feed = openControlFeed(control.store, { leaseMs: 1000, clock: backgroundClock })
      await feed.ready
      while (feed.view('a').kind !== 'unmanaged') await sleep(10)
      await postgres.crash()
      while (feed.view('a').kind !== 'closed') await sleep(10)
      expect(feed.view('a')).toMatchObject({ reason: 'lease_expired' })
      await postgres.restart()
      while (feed.view('a').kind === 'closed') await sleep(10)
      // Listening works again, too: the kill is seen well before the next poll would be due.
      await control.store.change(kill)
      while (feed.view('a').kind !== 'closed') await sleep(1)
      expect(feed.view('a')).toMatchObject({ reason: 'killed' })
      feed.close()
      await control.close()
    })
  })
}
