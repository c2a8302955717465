import type { RecordColumn } from './record-columns.js'

/** What the engines say differently; the fold itself is written once, in `cells-query.ts`. */
export type Dialect = {
  /** Where the records are unless told otherwise, and how its example is run. */
  readonly table: string
  readonly run: string
  /** A JSON record's value at a path, as the column's kind; null where it is of another. */
  fromJson(record: string, column: RecordColumn): string
  /** Milliseconds since 1970 of a column of times, as a whole number. */
  millis(time: string): string
  /** ISO 8601 in UTC with milliseconds of such a number. */
  isoTime(millis: string): string
  /** A value as JSON text; `null` for null. */
  json(value: string, kind: 'text' | 'number'): string
  /** The whole number as the engine's integer, null for null. */
  integer(value: string): string
  /** The number cut to whole. */
  whole(value: string): string
  /** Whether the text matches a pattern that is anchored at both ends. */
  matches(text: string, pattern: string): string
  /** The texts that are not empty, joined by commas. */
  joined(texts: readonly string[]): string
  concat(texts: readonly string[]): string
}
