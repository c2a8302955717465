// Records to cells by DuckDB: the query that `cells --sql` prints beside the same fold written by hand.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { cellsQuery } from '../packages/analysis/dist/cells/index.js'
import { openDuckdb } from '../packages/analysis/dist/parquet/open-duckdb.js'
import { latencyEdges } from '../packages/core/dist/index.js'
import type { QueryCost } from './cells-speed/run-query.ts'
import { median, spreadOf } from './harness/compare.ts'
import type { Row } from './harness/compare.ts'
import { reportRun } from './harness/report-run.ts'

const most = Number(process.argv[2] ?? 5_000_000)
const sizes = [most / 5, most] as const
const rounds = 3
const billion = 1e9

const folder = mkdtempSync(join(tmpdir(), 'cells-speed-'))
const child = fileURLToPath(new URL('cells-speed/run-query.ts', import.meta.url))

/** Ten processes at 24 records a second each, one in ten sampled, one candidate in fifty timed out. */
function records(rows: number): string {
  return `SELECT make_timestamp(1767225600000000 + i * 1000000 // 240) AS "timestamp", 'trace-' || i AS trace_id, 'command-' || i AS command_id,
    'decide_refund' AS corridor_intent, CAST(0.1 AS DOUBLE) AS sample_rate, drawn AS sampled,
    CASE WHEN NOT drawn THEN 'not_sampled' WHEN failed THEN 'fallback_deterministic' ELSE 'accepted_llm' END AS status,
    CASE WHEN NOT drawn THEN 'not_sampled' WHEN failed THEN 'timeout' ELSE 'accepted' END AS reason_code,
    CASE WHEN drawn THEN CAST(20 + hash(i + 2) % 150 AS BIGINT) END AS latency_ms, CASE WHEN drawn THEN 'm' END AS model,
    CASE WHEN drawn THEN CAST(200 AS BIGINT) END AS input_tokens, CASE WHEN drawn THEN CAST(40 AS BIGINT) END AS output_tokens,
    CASE WHEN drawn THEN false END AS intent_mismatch, CASE WHEN drawn THEN false END AS decision_type_mismatch,
    CASE WHEN drawn THEN false END AS action_count_mismatch, CASE WHEN drawn THEN hash(i + 3) % 100 = 0 END AS entity_key_mismatch,
    CAST(1 AS BIGINT) AS "schema", 'e1' AS epoch, 'canary' AS stage, 'live' AS mode, CAST(200 AS BIGINT) AS deadline_ms,
    'process-' || (i % 10) AS instance, CAST(NULL AS VARCHAR) AS part
    FROM (SELECT i, hash(i) % 10 = 0 AS drawn, hash(i + 1) % 50 = 0 AS failed FROM range(${rows}) AS t(i))`
}

/** Columns instead of lines; what a record says is believed, and copies of candidates are left out. */
function byHand(file: string): string {
  const asked =
    "status IN ('accepted_llm', 'fallback_deterministic', 'shadow', 'error') AND sampled"
  return `WITH r AS (SELECT *, epoch_ms("timestamp") AS ms, ${asked} AS asked FROM read_parquet('${file}')),
  once AS (
    SELECT *, 1 AS place FROM r WHERE NOT asked
    UNION ALL
    SELECT *, row_number() OVER (PARTITION BY corridor_intent, instance, "timestamp", trace_id, command_id, status, reason_code, latency_ms ORDER BY sample_rate) AS place
    FROM r WHERE asked)
  SELECT to_json(c) FROM (SELECT corridor_intent, epoch, stage, sample_rate, mode, model, instance, deadline_ms, part, (ms - coalesce(latency_ms, 0)) // 10000 AS bucket,
    count(*) AS records, min(ms) AS first, max(ms) AS last, count_if(place > 1) AS copies,
    count_if(status IN ('not_sampled', 'accepted_llm', 'fallback_deterministic', 'shadow', 'error')) AS eligible, count_if(sampled) AS sampled,
    count_if(asked AND place = 1) AS attempts, count_if(asked AND place = 1 AND status <> 'error') AS judged,
    count_if(asked AND place = 1 AND status = 'accepted_llm') AS accepted, count_if(asked AND place = 1 AND reason_code = 'timeout') AS timeouts,
    count_if(asked AND place = 1 AND (reason_code = 'timeout' OR latency_ms > deadline_ms)) AS late,
    count_if(asked AND place = 1 AND intent_mismatch IS NOT NULL) AS compared, count_if(asked AND place = 1 AND intent_mismatch) AS intent_mismatch,
    count_if(asked AND place = 1 AND entity_key_mismatch) AS entity_key_mismatch, count_if(asked AND place = 1 AND decision_type_mismatch) AS decision_type_mismatch,
    count_if(asked AND place = 1 AND (intent_mismatch OR entity_key_mismatch OR decision_type_mismatch OR action_count_mismatch)) AS disagreement,
    sum(input_tokens) FILTER (asked AND place = 1) AS input_tokens, sum(output_tokens) FILTER (asked AND place = 1) AS output_tokens,
    ${latencyEdges.map((upTo, bin) => `count_if(asked AND place = 1 AND reason_code <> 'timeout' AND latency_ms <= ${upTo} AND latency_ms > ${latencyEdges[bin - 1] ?? -1}) AS up_to_${upTo}`).join(', ')}
    FROM once GROUP BY ALL) AS c`
}

function cost(name: string, query: string): QueryCost {
  const file = join(folder, `${name}.sql`)
  writeFileSync(file, query)
  return JSON.parse(execFileSync(process.execPath, [child, file], { encoding: 'utf8' }))
}

try {
  const duckdb = await openDuckdb()
  for (const rows of sizes) {
    await duckdb.run(
      `COPY (${records(rows)}) TO '${join(folder, `${rows}.parquet`)}' (FORMAT parquet, COMPRESSION zstd)`,
    )
  }
  duckdb.close()
  const taken = sizes.map((rows) => {
    const file = join(folder, `${rows}.parquet`)
    const all = Array.from({ length: rounds }, () => ({
      ours: cost('ours', cellsQuery({ dialect: 'duckdb', from: `read_parquet('${file}')` })),
      hand: cost('hand', byHand(file)),
    }))
    return { rows, ours: all.map(({ ours }) => ours), hand: all.map(({ hand }) => hand) }
  })
  const [small, large] = taken
  if (small === undefined || large === undefined) throw new Error('nothing was counted')
  const cellsOf = large.ours[0]?.rows ?? 0
  const cpuAt = (run: typeof large) => median(run.ours.map(({ cpuS }) => cpuS))
  const slope = (cpuAt(large) - cpuAt(small)) / (large.rows - small.rows)
  const peaks = [small, large].map((run) => median(run.ours.map(({ peakMiB }) => peakMiB)))
  const perRow = ((peaks[1] ?? 0) - (peaks[0] ?? 0)) / (large.rows - small.rows)
  reportRun('cells-speed', [
    {
      title: `Records to cells by DuckDB, ${large.rows.toLocaleString('en-US')} records of Parquet`,
      unit: 's of processor time, 2 threads',
      notes: [
        `${cellsOf.toLocaleString('en-US')} cells. By hand: the same columns and copies left out, but no line of JSON in the form that \`gate --cells\` reads, and no check of statuses, reasons and versions that a record should not have.`,
        `Processor time of ${small.rows.toLocaleString('en-US')} records: ${cpuAt(small).toFixed(2)} s. Extrapolated from the two to 1e9: ${Math.round(cpuAt(large) + slope * (billion - large.rows)).toLocaleString('en-US')} s of processor time, half of it by the clock on two free cores.`,
        `Most memory: ${peaks.map((peak) => Math.round(peak)).join(' and ')} MiB at the two sizes. It grows with the candidates (copies are looked for among all of them) and the cells; ${Math.round(((peaks[1] ?? 0) + perRow * (billion - large.rows)) / 1024).toLocaleString('en-US')} GiB at 1e9 in one query, so ask day by day (the partitions of \`export --parquet\`) where memory is less.`,
      ],
      rows: [
        row('the query of cells --sql duckdb', large.ours, large.hand, '<= 1.1x by hand'),
        row('the same fold by hand', large.hand, large.hand),
      ],
    },
  ])
} finally {
  rmSync(folder, { recursive: true })
}

function row(
  name: string,
  costs: readonly QueryCost[],
  to: readonly QueryCost[],
  text?: string,
): Row {
  const figures = costs.map(({ cpuS }) => cpuS)
  const ratio = median(figures.map((figure, i) => figure / (to[i]?.cpuS ?? Number.NaN)))
  const target = text === undefined ? {} : { target: { text, met: ratio <= 1.1 } }
  return { name, ...spreadOf(figures), ratio, ...target }
}
