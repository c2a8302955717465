/**
 * The console's memory over an hour of simulated events: the real page on a real demo, both in fast
 * motion. Every ten simulated minutes a heap snapshot tells what the page's scripts keep apart from the code that the
 * engine compiles of them, which grows as more of the page has run often and ends with the page's size. What is kept
 * must be flat from minute 10 to 60, else the bench ends with 1. `-- --leak` has the page keep a closure for each
 * heartbeat, as it once did, to see that the bench tells. Run: npm run bench:console-memory
 */
import process from 'node:process'
import { bucketMs } from '@partial-trust/core'
import type { CDPSession } from 'playwright-core'
import { openBrowser, signIn } from '../packages/cli/src/browser.contract.ts'
import { startDemo } from '../packages/cli/src/console/demo-process.contract.ts'
import { everMore, heapParts } from './harness/heap-parts.ts'
import type { HeapParts } from './harness/heap-parts.ts'
import { fastTimers, timeLapse } from './harness/time-lapse.ts'

type Sample = {
  readonly minute: number
  readonly parts: HeapParts
  readonly nodes: number
  readonly listeners: number
}

const minutes = 60
const sampleEvery = 10
/** An object for each of an hour's heartbeats is 0.2 MB of 3: 1.08x. Two runs that leak nothing differ by 0.02. */
const flatWithin = 1.05
const corridor = '#/corridors/add_shopping_item'
/** Left and come back from in turn, one every simulated minute. */
const others = ['#/', '#/audit', '#/plan', '#/readiness', '#/runbook', '#/demo']

/** Keeps something for each heartbeat, as a page does that forgets to let go. */
const leak = `{
  const listen = EventSource.prototype.addEventListener
  EventSource.prototype.addEventListener = function (name, hear) {
    globalThis.kept ??= []
    return listen.call(this, name, (event) => {
      if (name === 'heartbeat') kept.push({ told: () => event.type, next: null })
      hear(event)
    })
  }
}`

/** A full chart: 240 steps of 108 candidates, some two in a hundred of them failed. */
const points = {
  s: Array.from({ length: 240 }, (_, index) => 2 + (index % 3)),
  n: Array.from({ length: 240 }, () => 108),
}
const demo = await startDemo(20)
const lapse = await timeLapse(demo.url, (path, second) =>
  path.includes('/metrics?window=') ? (body) => withFullCharts(body, second) : null,
)
const browser = await openBrowser()
try {
  const page = await browser.context.newPage()
  await page.addInitScript({ content: fastTimers })
  if (process.argv.includes('--leak')) await page.addInitScript({ content: leak })
  await signIn(page, lapse.url, demo.viewerToken)
  const visit = (hash: string): Promise<unknown> => page.evaluate(`location.hash = '${hash}'`)
  const chart = page.getByRole('slider', { name: /^Attempt errors over time/ })
  await visit(corridor)
  await chart.waitFor()
  const session = await browser.context.newCDPSession(page)
  await session.send('Performance.enable')

  print(['minute', 'kept MB', 'code MB', 'nodes', 'listeners'])
  const samples: Sample[] = []
  lapse.start()
  for (let minute = 0; minute <= minutes; minute++) {
    await lapse.until(minute * 60)
    if (minute % sampleEvery === 0) {
      const sample = await take(session, minute)
      samples.push(sample)
      const { keptBytes, codeBytes } = sample.parts
      print([minute, mb(keptBytes), mb(codeBytes), sample.nodes, sample.listeners])
    }
    await visit(others[minute % others.length] ?? '#/')
    await lapse.until(minute * 60 + 15)
    await visit(corridor)
    await chart.waitFor()
  }
  const warm = samples.filter(({ minute }) => minute >= sampleEvery)
  const kept = line(warm, ({ keptBytes }) => keptBytes)
  const code = line(warm, ({ codeBytes }) => codeBytes)
  const growth = kept.to / kept.from
  process.stdout.write(
    `minute ${sampleEvery} to ${minutes}, fitted: kept ${mb(kept.from)} to ${mb(kept.to)} MB, ${growth.toFixed(3)}x (flat: at most ${flatWithin}x); code ${mb(code.from)} to ${mb(code.to)} MB\n`,
  )
  const growing = everMore(warm.map(({ parts }) => parts)).slice(0, 8)
  process.stdout.write(
    `more of them at every look: ${growing.map(([kind, more]) => `${kind} +${more}`).join(', ') || 'nothing'}\n`,
  )
  if (growth > flatWithin) process.exitCode = 1
  const sent = [...lapse.sent].map(([kind, times]) => `${times} ${kind}`)
  process.stdout.write(`sent to the page: ${sent.join(', ')}\n`)
} finally {
  await browser.close()
  lapse.stop()
  await demo.stop()
}

/** Charts as full as after a day, and moving: what does not change would not be drawn again. */
function withFullCharts(body: string, second: number): string {
  const view = JSON.parse(body)
  const by = second % points.s.length
  const s = [...points.s.slice(by), ...points.s.slice(0, by)]
  const metrics = view.metrics.map((series: object) => ({ ...series, s, n: points.n }))
  const { n } = points
  return JSON.stringify({ ...view, step_ms: 36 * bucketMs, eligible: n, sampled: n, metrics })
}

async function take(session: CDPSession, minute: number): Promise<Sample> {
  // What a first collection lets go of may hold more: finalizers run in between.
  await session.send('HeapProfiler.collectGarbage')
  const parts = await heapParts(session)
  const { metrics } = await session.send('Performance.getMetrics')
  const metric = (wanted: string): number =>
    metrics.find(({ name }) => name === wanted)?.value ?? Number.NaN
  return {
    minute,
    parts,
    nodes: metric('Nodes'),
    listeners: metric('JSEventListeners'),
  }
}

/** Least squares, read at the first and the last sample: one noisy end does not decide. */
function line(
  samples: readonly Sample[],
  bytesOf: (parts: HeapParts) => number,
): { readonly from: number; readonly to: number } {
  const at = mean(samples.map(({ minute }) => minute))
  const heap = mean(samples.map(({ parts }) => bytesOf(parts)))
  const covariance = mean(
    samples.map(({ minute, parts }) => (minute - at) * (bytesOf(parts) - heap)),
  )
  const slope = covariance / mean(samples.map(({ minute }) => (minute - at) ** 2))
  const fitted = (minute: number): number => heap + slope * (minute - at)
  return { from: fitted(sampleEvery), to: fitted(minutes) }
}

function mb(bytes: number): string {
  return (bytes / 1e6).toFixed(2)
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function print(cells: readonly (string | number)[]): void {
  process.stdout.write(`${cells.map((cell) => String(cell).padStart(9)).join(' ')}\n`)
}
