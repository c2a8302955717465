import type { RecordColumn } from './record-columns.js'

/** What the engines say differently; the fold itself is written once, in `cells-query.ts`. */
export type Dialect = {
  /** Where the records are unless told otherwise, and how its example is run. */
  readonly table: string
  readonly run: string
  /** A JSON record's value at a path, as the column's kind; null where it is of another. */
  readonly fromJson: (record: string, column: RecordColumn) => string
  /** Milliseconds since 1970 of a column of times, as a whole number. */
  readonly millis: (time: string) => string
  /** ISO 8601 in UTC with milliseconds of such a number. */
  readonly isoTime: (millis: string) => string
  /** A value as JSON text; `null` for null. */
  readonly json: (value: string, kind: 'text' | 'number') => string
  /** The whole number as the engine's integer, null for null. */
  readonly integer: (value: string) => string
  /** Whether the text matches a pattern that is anchored at both ends. */
  readonly matches: (text: string, pattern: string) => string
  /** The texts that are not empty, joined by commas. */
  readonly joined: (texts: readonly string[]) => string
}
