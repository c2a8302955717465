import type { Dialect } from './dialect.js'
import { partCondition } from './part-condition.js'

const matches: Dialect['matches'] = (text, pattern) => `${text} ~ '^(${pattern})$'`
const isPart = partCondition(matches)

/** PostgreSQL 16 and later (a text that is no time is asked for with `pg_input_is_valid`). */
export const postgres: Dialect = {
  table: 'risk_records',
  run: 'psql --no-psqlrc --tuples-only --no-align',
  fromJson(record, { kind, path }) {
    const at = `'{${path.join(',')}}'`
    const text = `(${record} #>> ${at})`
    const type = `jsonb_typeof(${record} #> ${at})`
    switch (kind) {
      case 'time':
        return `CASE WHEN ${type} = 'string' AND ${text} ~ '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d[.]\\d+Z$' AND pg_input_is_valid(${text}, 'timestamptz') THEN CAST(${text} AS timestamptz) END`
      case 'text':
        return `CASE WHEN ${type} = 'string' THEN ${text} END`
      case 'number':
        return `CASE WHEN ${type} = 'number' THEN CAST(${text} AS double precision) END`
      case 'boolean':
        return `CASE WHEN ${record} #> ${at} IS NOT NULL THEN ${type} = 'boolean' AND ${text} = 'true' END`
      case 'part': {
        const summary = `CASE WHEN ${type} = 'object' THEN ${record} #> ${at} ELSE '{}' END`
        const word = `(value #>> '{}')`
        return `(SELECT string_agg(key || '=' || ${word}, ',') FROM jsonb_each(${summary}) WHERE jsonb_typeof(value) = 'string' AND ${isPart('key', word)})`
      }
    }
  },
  millis: (time) => `CAST(floor(extract(epoch FROM ${time}) * 1000) AS bigint)`,
  isoTime: (millis) =>
    `to_char(to_timestamp(${millis} / 1000.0) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`,
  json: (value, kind) =>
    kind === 'text'
      ? `COALESCE(CAST(to_json(CAST(${value} AS text)) AS text), 'null')`
      : `COALESCE(CAST(${value} AS text), 'null')`,
  integer: (value) => `CAST(${value} AS bigint)`,
  matches,
  joined: (texts) =>
    `concat_ws(',',\n    ${texts.map((text) => `NULLIF(${text}, '')`).join(',\n    ')}\n  )`,
}
