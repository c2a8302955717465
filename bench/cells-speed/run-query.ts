/** Runs one query in a process of its own, and tells what it cost: `run-query.ts FILE`. */
import { readFileSync } from 'node:fs'
import { openDuckdb } from '../../packages/analysis/dist/parquet/open-duckdb.js'

export type QueryCost = {
  readonly rows: number
  readonly cpuS: number
  readonly wallS: number
  readonly peakMiB: number
}

const file = process.argv[2]
if (file !== undefined) {
  const duckdb = await openDuckdb()
  await duckdb.run('SET threads = 2')
  const before = process.cpuUsage()
  const fromMs = performance.now()
  const rows = await duckdb.texts(readFileSync(file, 'utf8'))
  const { user, system } = process.cpuUsage(before)
  const cost: QueryCost = {
    rows: rows.length,
    cpuS: (user + system) / 1e6,
    wallS: (performance.now() - fromMs) / 1000,
    peakMiB: process.resourceUsage().maxRSS / 1024,
  }
  process.stdout.write(`${JSON.stringify(cost)}\n`)
  duckdb.close()
}
