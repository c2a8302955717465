import type { Dialect } from './dialect.js'
import { partCondition } from './part-condition.js'

const matches: Dialect['matches'] = (text, pattern) => `match(${text}, '^(${pattern})$')`
const isPart = partCondition(matches)

/** ClickHouse 24 and later, in a server or in process (chDB). */
export const clickhouse: Dialect = {
  table: 'risk_records',
  run: 'clickhouse client --format TSVRaw',
  fromJson(record, { kind, path }) {
    const at = [record, ...path.map((key) => `'${key}'`)].join(', ')
    const type = `JSONType(${at})`
    switch (kind) {
      case 'time':
        return `if(${type} = 'String', parseDateTime64BestEffortOrNull(JSONExtractString(${at}), 3, 'UTC'), NULL)`
      case 'text':
        return `if(${type} = 'String', JSONExtractString(${at}), NULL)`
      case 'number':
        return `if(${type} IN ('Int64', 'UInt64', 'Double'), JSONExtractFloat(${at}), NULL)`
      case 'boolean':
        return `if(JSONHas(${at}), JSONExtractRaw(${at}) = 'true', NULL)`
      case 'part': {
        const word = 'JSONExtractString(pair.2)'
        return `nullIf(arrayStringConcat(arrayMap(pair -> concat(pair.1, '=', ${word}), arrayFilter(pair -> JSONType(pair.2) = 'String' AND ${isPart('pair.1', word)}, JSONExtractKeysAndValuesRaw(${at}))), ','), '')`
      }
    }
  },
  millis: (time) => `toUnixTimestamp64Milli(CAST(${time} AS Nullable(DateTime64(3, 'UTC'))))`,
  isoTime: (millis) =>
    `concat(formatDateTime(fromUnixTimestamp64Milli(${millis}, 'UTC'), '%Y-%m-%dT%H:%i:%S'), '.', leftPad(toString(modulo(${millis}, 1000)), 3, '0'), 'Z')`,
  json: (value, kind) =>
    kind === 'text'
      ? `COALESCE(toJSONString(${value}), 'null')`
      : `COALESCE(toString(${value}), 'null')`,
  integer: (value) => `CAST(${value} AS Nullable(Int64))`,
  matches,
  joined: (texts) =>
    `arrayStringConcat(arrayFilter(text -> text != '', [\n    ${texts.join(',\n    ')}\n  ]), ',')`,
}
