import { bucketMs } from '@partial-trust/core/metrics'
import { cellMetrics, latencyMetrics } from '../cell-metrics.js'
import { clickhouse } from './clickhouse.js'
import { countOf, counterSums, latencyBinOf, latencySums, unmeasuredMs } from './counter-sums.js'
import type { Dialect } from './dialect.js'
import { duckdb } from './duckdb.js'
import { endingOf, hasBit } from './endings.js'
import { postgres } from './postgres.js'
import { recordColumns } from './record-columns.js'

export const dialects = { duckdb, postgres, clickhouse } as const
export type DialectName = keyof typeof dialects

export type CellsQuestion = {
  readonly dialect: DialectName
  /** Table, or expression to select from. Default: the dialect's own. */
  readonly from?: string | undefined
  /** A column that holds whole records as JSON; default: a column for each key. */
  readonly json?: string | undefined
}

/** A record's longest latency that is believed, as in the core's `startBucket`. */
const longestMs = 3_600_000

const keys = 'corridor, epoch, stage, rate, mode_of, model, process, deadline_ms, part, bucket_ms'

/**
 * The query that computes the cells of a table of records: one column of text, a line of a file of cells a
 * row, the same as `cells` makes of the log. Only the dialect's few functions differ.
 */
export function cellsQuery({ dialect: name, from, json }: CellsQuestion): string {
  const dialect = dialects[name]
  const table = from ?? dialect.table
  return `-- The cells of Partial Trust's risk records (${name}). Run it with
--   ${dialect.run} < cells.sql > cells.jsonl
-- and judge them with
--   partial-trust gate --cells cells.jsonl --stage NAME
WITH records AS (
  SELECT
    ${columns(dialect, json).join(',\n    ')}
  FROM ${table}
), readings AS (
  SELECT
    ${readings(dialect).join(',\n    ')}
  FROM records
), ended AS (
  SELECT *,
    ${endingOf(dialect)} AS ending
  FROM readings
), told AS (
  -- Only candidates can be told twice; to look for copies of all else would cost more than the rest.
  SELECT *, true AS is_attempt,
    ROW_NUMBER() OVER (PARTITION BY corridor, process, at_ms, trace, command, status_of, reason_of, latency ORDER BY rate) AS telling
  FROM ended WHERE ${hasBit('attempt')}
  UNION ALL
  SELECT *, false AS is_attempt, 1 AS telling
  FROM ended WHERE NOT ${hasBit('attempt')}
), decided AS (
  SELECT *, is_attempt AND telling = 1 AS counted,
    ${dialect.integer(`FLOOR((at_ms - LEAST(${longestMs}, GREATEST(0, COALESCE(latency, 0)))) / ${bucketMs}.0) * ${bucketMs}`)} AS bucket_ms
  FROM told
), binned AS (
  SELECT *, ${latencyBinOf} AS latency_bin
  FROM decided
), cells AS (
  SELECT ${keys},
    COUNT(*) AS records, MIN(at_ms) AS first_ms, MAX(at_ms) AS last_ms,
    SUM(CASE WHEN telling > 1 THEN 1 ELSE 0 END) AS copies,
    SUM(CASE WHEN version <> 1 THEN 1 ELSE 0 END) AS newer,
    ${[...counterSums, ...latencySums].join(',\n    ')}
  FROM binned
  GROUP BY ${keys}
), totals AS (
  SELECT SUM(copies) AS copies, SUM(newer) AS newer, SUM(records) AS records
  FROM cells
)
SELECT ${cellText(dialect)} AS line
FROM cells
UNION ALL
SELECT ${sourceText(dialect, name)} AS line
FROM totals
WHERE records > 0;
`
}

function columns(dialect: Dialect, json: string | undefined): readonly string[] {
  return Object.entries(recordColumns).map(([name, column]) =>
    json === undefined ? `"${name}"` : `${dialect.fromJson(json, column)} AS "${name}"`,
  )
}

/** What the core's `observe` reads of a record. */
function readings({ millis }: Dialect): readonly string[] {
  return [
    `${millis('"timestamp"')} AS at_ms`,
    `COALESCE(corridor_intent, '') AS corridor`,
    'epoch',
    'stage',
    'sample_rate AS rate',
    `CASE WHEN mode = 'shadow' OR status = 'shadow' THEN 'shadow' ELSE 'live' END AS mode_of`,
    'model',
    `COALESCE(instance, '') AS process`,
    'deadline_ms',
    'part',
    `COALESCE(trace_id, '') AS trace`,
    `COALESCE(command_id, '') AS command`,
    `COALESCE(status, 'unknown') AS status_of`,
    `COALESCE(reason_code, 'unknown') AS reason_of`,
    'COALESCE(sampled, false) AS drawn',
    '"schema" AS version',
    'TRUNC(latency_ms) AS latency',
    `CASE WHEN TRUNC(latency_ms) >= 0 THEN TRUNC(latency_ms) ELSE ${unmeasuredMs} END AS measured`,
    'CASE WHEN input_tokens >= 0 THEN input_tokens END AS tokens_in',
    'CASE WHEN output_tokens >= 0 THEN output_tokens END AS tokens_out',
    'intent_mismatch IS NOT NULL AS is_compared',
    'intent_mismatch AS reads_otherwise',
    'COALESCE(entity_key_mismatch, false) AS fills_otherwise',
    'decision_type_mismatch AS decides_otherwise',
    'action_count_mismatch AS acts_otherwise',
  ]
}

function key(name: string, value: string): string {
  return `'"${name}":' || ${value} || ','`
}

function cellText({ json, isoTime, joined }: Dialect): string {
  const time = (name: string, millis: string): string => key(name, json(isoTime(millis), 'text'))
  const metrics = [
    ...Object.entries(cellMetrics).map(([name, { s, n }]) => [name, countOf(s), countOf(n)]),
    ...latencyMetrics.map((name) => [name, `"${name}"`, countOf('attempts')]),
  ].filter(([, s, n]) => s !== '0' || n !== '0')
  const pairs = metrics.map(([name = '', s = '', n = '']) => {
    const isBin = latencyMetrics.includes(name)
    const text = `'"${name}":[' || ${json(s, 'number')} || ',' || ${json(n, 'number')} || ']'`
    return `CASE WHEN ${s} > 0${isBin ? '' : ` OR ${n} > 0`} THEN ${text} ELSE '' END`
  })
  return concatenated([
    `'{'`,
    key('corridor', json('corridor', 'text')),
    key('epoch', json('epoch', 'text')),
    key('stage', json('stage', 'text')),
    key('rate', json('rate', 'number')),
    key('part', json('part', 'text')),
    key('mode', json('mode_of', 'text')),
    key('model', json('model', 'text')),
    key('instance', json('process', 'text')),
    `'"boot":null,'`,
    key('deadline_ms', json('deadline_ms', 'number')),
    time('bucket', 'bucket_ms'),
    key('records', json('records', 'number')),
    time('first', 'first_ms'),
    time('last', 'last_ms'),
    `'"metrics":{' || ${joined(pairs)} || '}'`,
    `'}'`,
  ])
}

function sourceText({ json }: Dialect, name: string): string {
  return concatenated([
    `'{"source":{"name":"${name}","records":'`,
    json('records', 'number'),
    `',"unreadable_lines":0,"newer_records":'`,
    json('newer', 'number'),
    `',"duplicates":'`,
    json('copies', 'number'),
    `',"holes":[]}}'`,
  ])
}

function concatenated(texts: readonly string[]): string {
  return texts.join('\n  || ')
}
