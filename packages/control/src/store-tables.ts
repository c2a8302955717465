/**
 * What a store consists of beside its identity, the same in SQLite and PostgreSQL: the tables that a
 * backup carries, each with its columns. Who serves and who leads belongs to running processes.
 */
export const storeTables = [
  { name: 'plans', key: 'digest', columns: ['digest', 'plan'] },
  { name: 'corridors', key: 'intent', columns: ['intent', 'state'] },
  { name: 'audit', key: 'seq', columns: ['seq', 'intent', 'entry'] },
  { name: 'cells', key: 'key', columns: ['key', 'counts', 'saved_at'] },
  { name: 'pooled', key: 'key', columns: ['key', 'counts', 'seq'] },
  { name: 'outcomes', key: 'corridor, id', columns: ['corridor', 'id', 'kind', 'saved_at'] },
] as const satisfies readonly StoreTable[]

export type StoreTable = {
  readonly name: string
  /** Columns of its primary key. */
  readonly key: string
  readonly columns: readonly string[]
}

/** The values of one row, in the order of the table's columns. */
export type StoreRow = readonly (string | number)[]
