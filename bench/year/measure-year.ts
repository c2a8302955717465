import { load } from '../http/load.ts'
import { openPages, page } from './open-pages.ts'
import { decisions, serveYear } from './serve-year.ts'
import type { Serving } from './serve-year.ts'

export type YearFigures = {
  /** The first time that each page is asked for, in order, in ms. */
  readonly firstPages: readonly { readonly path: string; readonly tookMs: number }[]
  /** Each round's 99th percentile of the decisions' latencies in ms, without and with pages open. */
  readonly plainMs: readonly number[]
  readonly openMs: readonly number[]
  readonly mostMiB: number
}

export type YearOptions = { readonly intent: string; readonly rounds: number }

const roundMs = 3000
/** By then whoever looks at pages has started, in ms; its start is no page. */
const settleMs = 1500

/** Asks a service over the store in `folder` for decisions at a steady pace, with and without pages open, in turn. */
export async function measureYear(
  folder: string,
  program: string,
  { intent, rounds }: YearOptions,
): Promise<YearFigures> {
  const pages = pagesOf(intent)
  const served = await serveYear(folder, program)
  try {
    const firstPages: { path: string; tookMs: number }[] = []
    for (const path of pages) firstPages.push({ path, tookMs: await page(served, path) })
    await pace(served) // warm
    const [plainMs, openMs]: [number[], number[]] = [[], []]
    for (let round = 0; round < rounds; round++) {
      plainMs.push(p99(await pace(served)))
      const watching = openPages(served, pages)
      await new Promise((ready) => setTimeout(ready, settleMs))
      openMs.push(p99(await pace(served)))
      await watching.close()
    }
    return { firstPages, plainMs, openMs, mostMiB: served.rssMiB() }
  } finally {
    await served.stop()
  }
}

function pagesOf(intent: string): readonly string[] {
  const corridor = `/v1/corridors/${intent}`
  return [
    '/v1/corridors',
    corridor,
    `${corridor}/metrics?window=stage`,
    `${corridor}/metrics?window=24h`,
    `${corridor}/gate`,
    `${corridor}/audit?limit=100`,
    '/v1/audit?limit=100',
    '/metrics',
  ]
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
  return [...latenciesMs]
}

function p99(latencies: readonly number[]): number {
  const sorted = latencies.toSorted((a, b) => a - b)
  return sorted[Math.floor((sorted.length - 1) * 0.99)] ?? Number.NaN
}
