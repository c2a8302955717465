import { UserError } from '@partial-trust/settings'

/** An in-process DuckDB, as far as it is used here. */
export type Duckdb = {
  run(sql: string): Promise<void>
  /** The first column of a query's rows, as text. */
  texts(sql: string): Promise<readonly string[]>
  /** Puts lines into a table of one column of text. */
  append(table: string, lines: AsyncIterable<string>): Promise<number>
  close(): void
}

const packageName = '@duckdb/node-api'

/**
 * Opens DuckDB where the person has put it beside this program: 70 MB that only Parquet needs.
 *
 * @throws {UserError} saying how to get it.
 */
export async function openDuckdb(): Promise<Duckdb> {
  const connection = await connect()
  return {
    run: async (sql) => {
      await connection.run(sql)
    },
    texts: async (sql) => {
      const read = await connection.runAndReadAll(sql)
      return read.getRows().map(([first]) => String(first))
    },
    append: (table, lines) => append(connection, table, lines),
    close: () => {
      connection.closeSync()
    },
  }
}

async function append(
  connection: Connection,
  table: string,
  lines: AsyncIterable<string>,
): Promise<number> {
  const appender = await connection.createAppender(table)
  let rows = 0
  for await (const line of lines) {
    appender.appendVarchar(line)
    appender.endRow()
    rows += 1
  }
  appender.closeSync()
  return rows
}

/** The part of `@duckdb/node-api` that is called: it is not installed where this is compiled. */
type Connection = {
  run(sql: string): Promise<unknown>
  runAndReadAll(sql: string): Promise<{ getRows(): readonly (readonly unknown[])[] }>
  createAppender(table: string): Promise<{
    appendVarchar(text: string): void
    endRow(): void
    closeSync(): void
  }>
  closeSync(): void
}

type DuckdbModule = {
  readonly DuckDBInstance: {
    create(path: string): Promise<{ connect(): Promise<Connection> }>
  }
}

async function connect(): Promise<Connection> {
  let loaded: unknown
  try {
    loaded = await import(packageName)
  } catch (error) {
    throw new UserError(
      `Parquet is read and written by DuckDB, which is not installed: npm install ${packageName}`,
      1,
      { cause: error },
    )
  }
  if (!isDuckdb(loaded)) {
    throw new UserError(`${packageName} is there, but it is no version that is known here: use 1.x`)
  }
  const instance = await loaded.DuckDBInstance.create(':memory:')
  return instance.connect()
}

function isDuckdb(module: unknown): module is DuckdbModule {
  return (
    typeof module === 'object' &&
    module !== null &&
    'DuckDBInstance' in module &&
    typeof module.DuckDBInstance === 'function' &&
    'create' in module.DuckDBInstance
  )
}

/** A text as a literal of SQL. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}
