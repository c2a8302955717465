import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { afterAll, describe, expect, it } from 'vitest'
import { decodeCounts, encodeCounts, encodeKey } from './cell-codec.js'
import { startTestPostgres } from './embedded-postgres.contract.js'
import { openControl } from './open-control.js'
import { PostgresDatabase } from './postgres-database.js'
import { postgresKeeper } from './postgres-keeper.js'
import { postgresMigrations } from './postgres-schema.js'
import { sentCell } from './sent-cell.contract.js'
import { counterIndex } from '@partial-trust/core'

const postgres = await startTestPostgres()
const folder = mkdtempSync(join(tmpdir(), 'at-size-'))
afterAll(async () => {
  rmSync(folder, { recursive: true })
  if (postgres.kind === 'running') await postgres.stop()
})

/** No statement of a process may take longer. */
const statementMs = 3000

async function rig() {
  if (postgres.kind !== 'running') throw new Error(postgres.why)
  const url = await postgres.freshUrl()
  const database = new PostgresDatabase(url)
  const keeper = postgresKeeper(database, Date.now)
  await keeper.make({ by: 'ana', reason: 'first start' }, null)
  const client = new Client(url)
  await client.connect()
  const control = openControl({ kind: 'postgres', url }, { cwd: '/', now: Date.now })
  if (control === null) throw new Error('no control')
  return {
    database,
    keeper,
    client,
    control,
    close: () => Promise.all([client.end(), control.close()]),
  }
}

describe.runIf(postgres.kind === 'running')('a store of a fleet, in PostgreSQL', () => {
  it('is brought up to date by a person and by processes, however long a step takes', async () => {
    const { database, client, control, close } = await rig()
    await client.query('alter table partial_trust.outcomes drop saved_at')
    await client.query('delete from partial_trust.migrations where step = $1', [
      postgresMigrations.length - 1,
    ])
    // A table of millions of rows that is written anew.
    await client.query('begin; lock table partial_trust.outcomes in access share mode')
    const [process, person] = [control.store.read(), database.migrate(null)]
    await sleep(statementMs + 300)
    await client.query('commit')
    expect(await person).toMatchObject({ kind: 'migrated', to: postgresMigrations.length })
    expect((await process).head.seq).toBe(1)
    await close()
  })

  it('is backed up as it lies, each cell once, with what was sent of it last', async () => {
    const { keeper, client, control, close } = await rig()
    const [cell, more] = [3, 5].map((attempts) => sentCell({ attempts }))
    if (cell === undefined || more === undefined) throw new Error('no cells')
    await client.query('insert into partial_trust.cells values ($1, $2, now())', [
      encodeKey(cell.key),
      encodeCounts(cell.vector),
    ])
    await control.evidence.save([more])
    await keeper.backup(join(folder, 'backup.db'), false)
    const copy = new DatabaseSync(join(folder, 'backup.db'), { readOnly: true })
    const rows = copy.prepare('select counts from cells').all()
    copy.close()
    expect(rows.map((row) => decodeCounts(String(row['counts']))[counterIndex.attempts])).toEqual([
      5,
    ])
    await close()
  })
})
