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
    const watching = watch(served)
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

/** Asks for every page again and again, as often as the console does. */
function watch(serving: Serving): { close(): Promise<number> } {
  const closing = new AbortController()
  let shown = 0
  const watchers = pages.map(async (path) => {
    while (!closing.signal.aborted) {
      const began = performance.now()
      await page(serving, path)
      shown++
      await new Promise((next) => setTimeout(next, Math.max(0, 2000 - (performance.now() - began))))
    }
  })
  return {
    async close() {
      closing.abort()
      await Promise.all(watchers)
      return shown
    },
  }
}

async function page({ port, viewerToken }: Serving, path: string): Promise<number> {
  const began = performance.now()
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
    headers: { authorization: `Bearer ${viewerToken}` },
  })
  await answer.arrayBuffer()
  if (!answer.ok) throw new Error(`${path} was answered ${answer.status}`)
  return performance.now() - began
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
