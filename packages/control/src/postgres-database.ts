import type pg from 'pg'
import type { Client, ClientBase, Pool, PoolClient } from 'pg'
import { messageOf, withoutPassword } from '@partial-trust/settings'
import { StoreAbsentError, StoreUnavailableError } from './control-store.js'
import type { Migrated } from './store-act.js'
import type { FormatRows } from './format-rows.js'
import { postgresLocks, postgresMigrations } from './postgres-schema.js'

/** Longest any statement may take, waiting for locks included, in ms. */
const statementTimeoutMs = 3000
/**
 * The same for what a person waits for, or all processes once: a step of the schema, a backup, a restore may have
 * millions of rows to go through.
 */
const patientStatementMs = 30 * 60_000
/** A process that is suspended in a transaction must not keep its locks: others wait less than a statement may take. */
const standstillMs = 2000
const connectTimeoutMs = 2000

/**
 * A database of one address: connections on demand, brought up to date before first use, every wait bounded.
 * Never keeps a process alive by itself.
 */
export class PostgresDatabase {
  readonly location: string
  readonly #url: string
  #pool: Promise<Pool> | undefined
  #prepared: Promise<void> | undefined

  constructor(url: string) {
    this.location = withoutPassword(url)
    this.#url = url
  }

  /** Runs `work` on a connection. @throws {StoreUnavailableError} whatever went wrong. */
  async use<Result>(work: (client: ClientBase) => Promise<Result>): Promise<Result> {
    try {
      await this.#ready()
      return await this.#with(work)
    } catch (error) {
      throw this.#unavailable(error)
    }
  }

  /** Runs `work` in a transaction: whole or not at all. */
  async transaction<Result>(work: (client: ClientBase) => Promise<Result>): Promise<Result> {
    return this.use((client) => inTransaction(client, work))
  }

  /** As {@link transaction}, on a connection of its own that waits for statements however many rows they have. */
  async patiently<Result>(work: (client: ClientBase) => Promise<Result>): Promise<Result> {
    try {
      await this.#ready()
      return await this.#patient(work)
    } catch (error) {
      throw this.#unavailable(error)
    }
  }

  /** A connection of its own, for what must outlive a query: listening, session locks. */
  async dedicated(): Promise<Client> {
    try {
      await this.#ready()
      const driver = await loadDriver()
      const client = new driver.Client({ ...this.#connection(), keepAlive: true })
      client.on('error', () => undefined) // its end is what matters, and that is another event
      await client.connect()
      return client
    } catch (error) {
      throw this.#unavailable(error)
    }
  }

  async close(): Promise<void> {
    await (await this.#pool)?.end()
  }

  async #openPool(): Promise<Pool> {
    const driver = await loadDriver()
    const pool = new driver.Pool({ ...this.#connection(), max: 4, allowExitOnIdle: true })
    // A connection that breaks while idle is replaced on next use; without a listener it would throw.
    pool.on('error', () => undefined)
    // The same while it is in use but between two queries: the next one fails, and that is enough.
    pool.on('connect', (client) => client.on('error', () => undefined))
    return pool
  }

  #connection() {
    return {
      connectionString: this.#url,
      application_name: 'partial-trust',
      connectionTimeoutMillis: connectTimeoutMs,
      // Not as a parameter of the start: poolers refuse those. A server that is gone without a word
      // could not keep a limit of its own anyway.
      query_timeout: statementTimeoutMs,
    }
  }

  async #with<Result>(work: (client: ClientBase) => Promise<Result>): Promise<Result> {
    this.#pool ??= this.#openPool()
    const client: PoolClient = await (await this.#pool).connect()
    let broken = true
    try {
      const result = await work(client)
      broken = false
      return result
    } finally {
      client.release(broken)
    }
  }

  async #patient<Result>(work: (client: ClientBase) => Promise<Result>): Promise<Result> {
    const driver = await loadDriver()
    const client = new driver.Client({ ...this.#connection(), query_timeout: patientStatementMs })
    client.on('error', () => undefined) // whatever waits for it is told
    try {
      await client.connect()
      return await inTransaction(client, work, patientStatementMs)
    } finally {
      await client.end().catch(() => undefined)
    }
  }

  /** Whether the store was made here. @throws {StoreUnavailableError} when that cannot be told. */
  async isThere(): Promise<boolean> {
    try {
      return (await this.#with(stepsTaken)) > 0
    } catch (error) {
      throw this.#unavailable(error)
    }
  }

  /** What the store holds, of whatever version wrote it; null where there is none. Takes no step. */
  async formatRows(): Promise<FormatRows> {
    try {
      return await this.#with((client) =>
        inTransaction(client, async () => {
          await client.query('set transaction read only')
          const steps = await stepsTaken(client)
          if (steps === 0) return null
          const { rows } = await client.query<{ intent: string; state: string }>(
            'select intent, state from partial_trust.corridors order by intent',
          )
          return { steps, rows }
        }),
      )
    } catch (error) {
      throw this.#unavailable(error)
    }
  }

  /** Makes the store, and does `work` in the same transaction; false where there is one already. */
  async make(work: (client: ClientBase) => Promise<void>): Promise<boolean> {
    try {
      return await this.#with((client) =>
        inTransaction(client, async () => {
          if ((await migrate(client)) > 0) return false
          await work(client)
          return true
        }),
      )
    } catch (error) {
      throw this.#unavailable(error)
    }
  }

  /** Takes the steps that are missing, where there is a store, and lets a role use the tables. */
  async migrate(grantTo: string | null): Promise<Migrated> {
    try {
      return await this.#patient(async (client): Promise<Migrated> => {
        if ((await stepsTaken(client)) === 0) return { kind: 'absent' }
        const from = await migrate(client)
        // Whoever could work with the tables before can work with those that were added.
        const known = await grantedRoles(client)
        for (const role of grantTo === null ? known : new Set([...known, grantTo])) {
          await grant(client, role)
        }
        return { kind: 'migrated', from, to: postgresMigrations.length }
      })
    } catch (error) {
      throw this.#unavailable(error)
    }
  }

  /** Once; asked again by the next caller when it failed. */
  #ready(): Promise<void> {
    this.#prepared ??= this.#prepare().catch((error) => {
      this.#prepared = undefined
      throw error
    })
    return this.#prepared
  }

  async #prepare(): Promise<void> {
    const steps = await this.#with(stepsTaken)
    if (steps === 0) throw new StoreAbsentError(this.location)
    // Only where steps are missing, so that a role without the right to take them can work.
    if (steps !== postgresMigrations.length) await this.#patient(migrate)
  }

  #unavailable(error: unknown): StoreUnavailableError {
    if (error instanceof StoreUnavailableError) return error
    const said = messageOf(error)
    const problem = mayNot(error) ? `${said}: ${askForMigration}` : said
    const mayBeDone = error instanceof UncertainCommit
    return new StoreUnavailableError(this.location, problem, { cause: error, mayBeDone })
  }
}

const askForMigration =
  '`partial-trust state migrate` brings the tables up to date, under a role that may'

/** What PostgreSQL answers a role that lacks the right. */
function mayNot(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '42501'
}

/** Loaded when a database is first used: whoever keeps the state elsewhere need not wait for it. */
async function loadDriver(): Promise<typeof pg> {
  try {
    return (await import('pg')).default
  } catch (error) {
    throw new Error('PostgreSQL needs the package pg beside this one: npm install pg', {
      cause: error,
    })
  }
}

async function inTransaction<Result>(
  client: ClientBase,
  work: (client: ClientBase) => Promise<Result>,
  statementMs: number = statementTimeoutMs,
): Promise<Result> {
  await client.query(
    `begin; set local statement_timeout = ${statementMs}; set local idle_in_transaction_session_timeout = ${standstillMs}`,
  )
  try {
    const result = await work(client)
    await client.query('commit').catch(uncertain)
    return result
  } catch (error) {
    await client.query('rollback').catch(() => undefined) // the connection is given up anyway
    throw error
  }
}

/** A commit that the server did not refuse itself may have taken place, or may yet. */
class UncertainCommit extends Error {}

function uncertain(error: unknown): never {
  if (error instanceof Error && 'severity' in error && error.severity === 'ERROR') throw error
  throw new UncertainCommit(messageOf(error), { cause: error })
}

/** Steps of the schema that the database has taken; 0 where there is no store. */
async function stepsTaken(client: ClientBase): Promise<number> {
  const { rows } = await client.query<{ there: boolean }>(
    `select to_regclass('partial_trust.migrations') is not null as there`,
  )
  if (rows[0]?.there !== true) return 0
  const counted = await client.query<{ done: number }>(
    'select count(*)::int as done from partial_trust.migrations',
  )
  return counted.rows[0]?.done ?? 0
}

/** Takes the steps that are missing, inside a transaction; says how many had been taken before. */
async function migrate(client: ClientBase): Promise<number> {
  await client.query('select pg_advisory_xact_lock($1)', [postgresLocks.migration])
  const done = await stepsTaken(client)
  if (done > postgresMigrations.length) {
    throw new Error('the database was written by a newer version of partial-trust')
  }
  if (done === 0) {
    await client.query('create schema if not exists partial_trust')
    await client.query(
      'create table if not exists partial_trust.migrations (step integer primary key)',
    )
  }
  for (const [index, step] of postgresMigrations.entries()) {
    if (index < done) continue
    await client.query(step)
    await client.query('insert into partial_trust.migrations values ($1)', [index])
  }
  return done
}

/** Roles that the tables were made accessible to. */
async function grantedRoles(client: ClientBase): Promise<ReadonlySet<string>> {
  const { rows } = await client.query<{ grantee: string }>(
    `select grantee from information_schema.role_table_grants
     where table_schema = 'partial_trust' and table_name = 'meta' and privilege_type = 'UPDATE'
       and grantee not in ('PUBLIC', current_user)`,
  )
  return new Set(rows.map(({ grantee }) => grantee))
}

/** What a process needs: to work with the tables, and to change none of them. */
async function grant(client: ClientBase, role: string): Promise<void> {
  const name = `"${role.replaceAll('"', '""')}"`
  await client.query(`grant usage on schema partial_trust to ${name}`)
  await client.query(
    `grant select, insert, update, delete on all tables in schema partial_trust to ${name}`,
  )
  await client.query(
    `grant execute on function partial_trust.keep_days(integer, integer) to ${name}`,
  )
}
