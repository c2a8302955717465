/**
 * What a page costs the decisions beside it: a service over 120 days of evidence and 200,000 audit
 * entries, asked for decisions at a steady pace with and without a console's pages open, in turn. Prints
 * the p99 of both and their ratio, the time from start to the first decision, and the most memory held.
 * Run: npm run bench:year (-- --untidied, for a store whose old counts nobody put together)
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { load } from './http/load.ts'
import { openPages, page } from './year/open-pages.ts'
import { decisions, serveYear } from './year/serve-year.ts'
import type { Serving } from './year/serve-year.ts'
import { makeYearStore } from './year/year-store.ts'

const { values } = parseArgs({
  options: {
    untidied: { type: 'boolean', default: false },
    days: { type: 'string', default: '120' },
    entries: { type: 'string', default: '200000' },
    rounds: { type: 'string', default: '7' },
  },
})
const intent = 'add_shopping_item'
const roundMs = 3000
/** By then whoever looks at pages has started, in ms; its start is no page. */
const settleMs = 1500
const folder = mkdtempSync(join(tmpdir(), 'bench-year-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))

print('making the store', 0)
makeYearStore({
  path: join(folder, 'state.db'),
  intent,
  epoch: 'of-before',
  days: Number(values.days),
  auditEntries: Number(values.entries),
  tidied: !values.untidied,
  nowMs: Date.now(),
})

const pages = [
  '/v1/corridors',
  `/v1/corridors/${intent}`,
  `/v1/corridors/${intent}/metrics?window=stage`,
  `/v1/corridors/${intent}/metrics?window=24h`,
  `/v1/corridors/${intent}/gate`,
  `/v1/corridors/${intent}/audit?limit=100`,
  '/v1/audit?limit=100',
  '/metrics',
]
const served = await serveYear(folder)
try {
  print('start to first decision, ms', served.firstAnswerMs, 'target < 1000')
  const firstMs = performance.now()
  for (const path of pages) print(`  ${path}`, await page(served, path))
  print('every page once, ms', performance.now() - firstMs)
  await pace(served) // warm
  const [plain, open]: [number[][], number[][]] = [[], []]
  for (let round = 0; round < Number(values.rounds); round++) {
    plain.push([...(await pace(served))])
    const watching = openPages(served, pages)
    await new Promise((ready) => setTimeout(ready, settleMs))
    open.push([...(await pace(served))])
    const shown = await watching.close()
    if (round === 0) print('pages answered in a round', shown)
  }
  const [without, withPages] = [p99(plain), p99(open)]
  print('decision p99 without pages, ms', without)
  print('decision p99 with pages open, ms', withPages)
  print('ratio', withPages / without, 'target <= 1.2')
  print(
    'longest with pages / without, ms',
    Math.max(...open.flat()),
    Math.max(...plain.flat()).toFixed(1),
  )
  print('most memory held, MiB', served.rssMiB(), 'target < 250')
} finally {
  await served.stop()
}

/** A steady pace that leaves the processor idle for most of the time: what is measured is waiting. */
async function pace({ port }: Serving): Promise<readonly number[]> {
  const { latenciesMs, failed } = await load({
    port,
    requests: decisions,
    connections: 8,
    durationMs: roundMs,
    pauseMs: 10,
  })
  if (failed > 0) throw new Error(`${failed} decisions failed`)
  return latenciesMs
}

/** The median over the rounds of each round's 99th percentile. */
function p99(rounds: readonly (readonly number[])[]): number {
  const each = rounds.map((latencies) => quantile(latencies, 0.99))
  return quantile(each, 0.5)
}

function quantile(list: readonly number[], share: number): number {
  const sorted = list.toSorted((a, b) => a - b)
  return sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN
}

function print(what: string, value: number, note: number | string = ''): void {
  process.stdout.write(`${what.padEnd(44)} ${value.toFixed(1).padStart(9)}  ${note}\n`)
}
