// A whole risk log read and reported, beside what else people read such logs with.
// `node bench/analyzer.ts [RECORDS] [ROUNDS]`, one million records and five rounds by default.
import { execFileSync } from 'node:child_process'
import { createReadStream, mkdtempSync, rmSync, statSync, truncateSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { isDeepStrictEqual } from 'node:util'
import { DuckDBInstance } from '@duckdb/node-api'
import { analyzeLog, buildReport, findLog, tallyLog } from '../packages/analysis/dist/index.js'
import { peakMemory } from '../packages/cli/src/peak-memory.contract.ts'
import { compare, type Contender } from './harness/compare.ts'
import { reportRun } from './harness/report-run.ts'
import { versionsOf } from './harness/versions.ts'
import { writeMadeUpLog } from './made-up-log.ts'

const records = Number(process.argv[2] ?? 1_000_000)
const rounds = Number(process.argv[3] ?? 5)
const folder = mkdtempSync(join(tmpdir(), 'bench-analyzer-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
const path = join(folder, 'risk.jsonl')
process.stderr.write(`writing ${records} records …\n`)
await writeMadeUpLog(path, records)
const bytes = statSync(path).size
const nowMs = Date.now()

function contender(name: string, run: () => Promise<unknown>): Contender {
  return {
    name,
    async sample() {
      const from = performance.now()
      await run()
      return (performance.now() - from) / 1000
    },
  }
}

async function ours(threads: 1 | 2): Promise<unknown> {
  return buildReport(await tallyLog(await findLog(path), { threads }), nowMs)
}

/** What one writes first in Node: a line at a time, JSON.parse, a few counters. */
async function readline(): Promise<Record<string, number>> {
  const statuses: Record<string, number> = {}
  for await (const line of createInterface({ input: createReadStream(path) })) {
    const { status }: { status: string } = JSON.parse(line)
    statuses[status] = (statuses[status] ?? 0) + 1
  }
  return statuses
}

type PythonAnswer = { seconds: number; report: Record<string, unknown> }
function python(): PythonAnswer {
  const script = fileURLToPath(new URL('./peers/analyze_plain.py', import.meta.url))
  return JSON.parse(execFileSync('python3', [script, path], { encoding: 'utf8' }))
}

/** DuckDB told the columns it needs, and asked for the seed's figures in one pass. */
const query = `
  SELECT count(*), count_if(sampled), histogram(status), histogram(reason_code),
    count(diff_summary), count_if(diff_summary.intent_mismatch),
    count_if(diff_summary.entity_key_mismatch), quantile_disc(latency_ms, [0.5, 0.95])
  FROM read_json('${path}', format = 'newline_delimited', ignore_errors = true, columns = {
    sampled: 'BOOLEAN', status: 'VARCHAR', reason_code: 'VARCHAR', latency_ms: 'DOUBLE',
    diff_summary: 'STRUCT(intent_mismatch BOOLEAN, entity_key_mismatch BOOLEAN)'})`
async function duckDb(threads: number): Promise<() => Promise<unknown>> {
  const instance = await DuckDBInstance.create(':memory:', { threads: String(threads) })
  const connection = await instance.connect()
  return async () => (await connection.runAndReadAll(query)).getRows()
}

const [duckOne, duckTwo] = [await duckDb(1), await duckDb(2)]
const full = await compare(
  [
    contender('partial-trust, 2 threads', () => ours(2)),
    contender('partial-trust, 1 thread', () => ours(1)),
    contender('DuckDB read_json, 2 threads', duckTwo),
    contender('DuckDB read_json, 1 thread', duckOne),
    contender('readline + JSON.parse, statuses only', readline),
    { name: 'plain Python', sample: async () => python().seconds },
  ],
  'partial-trust, 1 thread',
  {
    rounds,
    warmUp: 1,
    targets: {
      'partial-trust, 1 thread': {
        text: 'no slower than DuckDB on one thread',
        holds: ({ median }, medianOf) => median <= medianOf('DuckDB read_json, 1 thread'),
      },
      'partial-trust, 2 threads': {
        text: 'no slower than DuckDB on two threads',
        holds: ({ median }, medianOf) => median <= medianOf('DuckDB read_json, 2 threads'),
      },
      'plain Python': {
        text: 'we are at least 18 times faster on one thread',
        holds: ({ median }, medianOf) => median >= 18 * medianOf('partial-trust, 1 thread'),
      },
    },
  },
)

// All but the last hundredth of the log was analyzed before.
const known = join(folder, 'known.jsonl')
execFileSync('cp', [path, known])
truncateSync(known, Math.floor(bytes * 0.99))
await analyzeLog(await findLog(known), nowMs)
execFileSync('sh', [
  '-c',
  `tail -c +${Math.floor(bytes * 0.99) + 1} "$1" >> "$2"`,
  'sh',
  path,
  known,
])
const again = await compare(
  [
    contender('from the start', async () =>
      analyzeLog(await findLog(known), nowMs, { summary: false }),
    ),
    contender('from the summary, 1 % added', async () => analyzeLog(await findLog(known), nowMs)),
  ],
  'from the start',
  { rounds, warmUp: 1 },
)

const { report } = await analyzeLog(await findLog(path), nowMs, { summary: false })
const peer = python().report
const figures: Readonly<Record<string, unknown>> = { ...report }
const differing = Object.keys(peer).filter((name) => !isDeepStrictEqual(peer[name], figures[name]))
const same = differing.length === 0 ? 'the same as ours' : `NOT ours: ${differing.join(', ')}`

/** At one length and at five times that: memory must not grow with the log. */
const longer = join(folder, 'longer.jsonl')
await writeMadeUpLog(longer, 5 * records)
const peaks = [
  [records, peakMemory(['analyze', '--no-summary', '--risk-log', path])],
  [5 * records, peakMemory(['analyze', '--no-summary', '--risk-log', longer])],
] as const

reportRun(
  'analyzer',
  [
    {
      title: `A log of ${records.toLocaleString('en-US')} records, ${Math.round(bytes / 1e6)} MB`,
      unit: 'seconds',
      notes: [
        `Python's figures are ${same}. Ours also counts evidence, checks UTF-8 and duplicates.`,
        ...peaks.map(
          ([length, peak]) =>
            `Peak memory of \`partial-trust analyze\` on ${length.toLocaleString('en-US')} records, command line included: ${peak} MiB (at most 150: ${peak <= 150 ? 'met' : 'MISSED'}).`,
        ),
      ],
      rows: full,
    },
    { title: 'The same log again', unit: 'seconds', notes: [], rows: again },
  ],
  {
    ...versionsOf('@duckdb/node-api'),
    python: execFileSync('python3', ['--version'], { encoding: 'utf8' }).trim(),
  },
)
