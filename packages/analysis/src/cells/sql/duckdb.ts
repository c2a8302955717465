import type { Dialect } from './dialect.js'
import { partCondition } from './part-condition.js'

const matches: Dialect['matches'] = (text, pattern) => `regexp_full_match(${text}, '${pattern}')`
const isPart = partCondition(matches)

/** DuckDB 1.x: tables, Parquet and JSON files. */
export const duckdb: Dialect = {
  table: "read_parquet('records/**/*.parquet')",
  run: 'duckdb -noheader -list',
  fromJson(record, { kind, path }) {
    const at = `'$.${path.join('.')}'`
    const text = `(${record} ->> ${at})`
    const type = `json_type(${record}, ${at})`
    switch (kind) {
      case 'time':
        return `try_strptime(CASE WHEN ${type} = 'VARCHAR' THEN ${text} END, '%Y-%m-%dT%H:%M:%S.%fZ')`
      case 'text':
        return `CASE WHEN ${type} = 'VARCHAR' THEN ${text} END`
      case 'number':
        return `CASE WHEN ${type} IN ('BIGINT', 'UBIGINT', 'DOUBLE') THEN CAST(${text} AS DOUBLE) END`
      case 'boolean':
        return `CASE WHEN ${type} IS NOT NULL THEN ${type} = 'BOOLEAN' AND ${text} = 'true' END`
      case 'part': {
        const word = `(${record} ->> (${at.slice(0, -1)}.' || key))`
        return `NULLIF(array_to_string([key || '=' || ${word} FOR key IN COALESCE(json_keys(${record}, ${at}), []) IF ${isPart('key', word)} AND json_type(${record}, ${at.slice(0, -1)}.' || key) = 'VARCHAR'], ','), '')`
      }
    }
  },
  millis: (time) => `epoch_ms(${time})`,
  isoTime: (millis) => `strftime(make_timestamp(${millis} * 1000), '%Y-%m-%dT%H:%M:%S.%gZ')`,
  json: (value, kind) =>
    kind === 'text'
      ? `COALESCE(CAST(to_json(${value}) AS VARCHAR), 'null')`
      : `COALESCE(CAST(${value} AS VARCHAR), 'null')`,
  integer: (value) => `CAST(${value} AS BIGINT)`,
  matches,
  joined: (texts) =>
    `array_to_string(list_filter([\n    ${texts.join(',\n    ')}\n  ], lambda text: text <> ''), ',')`,
}
