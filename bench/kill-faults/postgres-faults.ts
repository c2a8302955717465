import pg from 'pg'
import { setTimeout as sleep } from 'node:timers/promises'
import { lineFaults } from './line-faults.ts'
import type { PostgresStand } from './postgres-stand.ts'
import type { Fault, Mend } from './stand.ts'

/** SQL that befalls the database, and SQL that mends it. */
const told = (
  name: string,
  sql: readonly string[],
  mend: readonly string[] | null,
): Fault<PostgresStand> => ({
  name,
  ...(mend === null ? { ruins: true } : {}),
  async befall({ url }) {
    await asked(url, sql)
    return {
      mend: async () => {
        await asked(url, mend ?? [])
      },
      hinders: 'all',
    }
  },
})

/** Somebody's session that keeps what it took until it is mended. */
const held = (name: string, sql: string): Fault<PostgresStand> => ({
  name,
  async befall({ url }): Promise<Mend> {
    const client = new pg.Client({ connectionString: url })
    client.on('error', () => {})
    await client.connect()
    await client.query('begin')
    await client.query(sql)
    return { mend: () => void client.end().catch(() => undefined), hinders: 'all' }
  },
})

const sessions = `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`

function readOnly(how: string): string {
  return `do $$ begin execute format('alter database %I ${how}', current_database()); end $$`
}

/** What befalls a PostgreSQL store and the ways to it. */
export const postgresFaults: readonly Fault<PostgresStand>[] = [
  ...lineFaults,
  {
    name: 'the server hangs',
    befall({ server }) {
      server.hang()
      return { mend: () => server.wake(), hinders: 'all' }
    },
  },
  {
    name: 'the server crashes and comes back',
    async befall({ server }) {
      await server.crash()
      return { mend: () => server.restart(), hinders: 'all' }
    },
  },
  told('every session is ended', [sessions], []),
  told(
    'the server takes reads only',
    [readOnly('set default_transaction_read_only = on'), sessions],
    [
      'set default_transaction_read_only = off',
      readOnly('reset default_transaction_read_only'),
      sessions,
    ],
  ),
  held('somebody locks the corridors', 'lock table partial_trust.corridors'),
  held('somebody locks the head of the trail', 'select * from partial_trust.meta for update'),
  held('somebody locks the processes', 'lock table partial_trust.processes'),
  held('somebody locks the trail', 'lock table partial_trust.audit in share mode'),
  told(
    'a table is renamed',
    ['alter table partial_trust.corridors rename to corridors_away'],
    ['alter table partial_trust.corridors_away rename to corridors'],
  ),
  told(
    'the schema is renamed',
    ['alter schema partial_trust rename to partial_trust_away'],
    [
      'drop schema if exists partial_trust cascade',
      'alter schema partial_trust_away rename to partial_trust',
    ],
  ),
  told('the schema is dropped', ['drop schema partial_trust cascade'], null),
  told('the corridors are emptied', ['delete from partial_trust.corridors'], null),
  told(
    'it is set back to a dump',
    [
      `begin;
      delete from partial_trust.audit where seq > 1;
      delete from partial_trust.corridors;
      update partial_trust.meta set head_seq = 1,
        head_hash = (select (entry::json)->>'hash' from partial_trust.audit where seq = 1);
      commit`,
    ],
    null,
  ),
  told(
    'it becomes a store of another name',
    ['update partial_trust.meta set store_id = gen_random_uuid()::text'],
    null,
  ),
  told('the processes’ rows are deleted', ['delete from partial_trust.processes'], []),
  told(
    'the corridor’s state cannot be read',
    [`update partial_trust.corridors set state = '{'`],
    null,
  ),
]

async function asked(url: string, statements: readonly string[]): Promise<void> {
  if (statements.length === 0) return
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  try {
    for (const sql of statements) await Promise.race([client.query(sql), sleep(5000)])
  } finally {
    await client.end().catch(() => undefined)
  }
}
