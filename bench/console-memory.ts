/**
 * The console's memory over an hour of simulated events: the real page on a real demo, both in fast
 * motion. Prints heap, nodes and listeners after a forced collection every ten simulated minutes, and
 * what a line through minutes 10 to 60 says of the heap at its end against its start.
 * Run: npm run bench:console-memory
 */
import { bucketMs } from '@partial-trust/core'
import type { CDPSession } from 'playwright-core'
import { openBrowser, signIn } from '../packages/cli/src/browser.contract.ts'
import { startDemo } from '../packages/cli/src/console/demo-process.contract.ts'
import { fastTimers, timeLapse } from './harness/time-lapse.ts'

type Sample = {
  readonly minute: number
  readonly heapMb: number
  readonly nodes: number
  readonly listeners: number
}

const minutes = 60
const sampleEvery = 10
const corridor = '#/corridors/add_shopping_item'
/** Left and come back from in turn, one every simulated minute. */
const others = ['#/', '#/audit', '#/plan', '#/readiness', '#/runbook', '#/demo']

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
  await signIn(page, lapse.url, demo.viewerToken)
  const visit = (hash: string): Promise<unknown> => page.evaluate(`location.hash = '${hash}'`)
  const chart = page.getByRole('slider', { name: /^Attempt errors over time/ })
  await visit(corridor)
  await chart.waitFor()
  const session = await browser.context.newCDPSession(page)
  await session.send('Performance.enable')

  print(['minute', 'heap MB', 'nodes', 'listeners'])
  const samples: Sample[] = []
  lapse.start()
  for (let minute = 0; minute <= minutes; minute++) {
    await lapse.until(minute * 60)
    if (minute % sampleEvery === 0) {
      const sample = await take(session, minute)
      samples.push(sample)
      print([sample.minute, sample.heapMb.toFixed(2), sample.nodes, sample.listeners])
    }
    await visit(others[minute % others.length] ?? '#/')
    await lapse.until(minute * 60 + 15)
    await visit(corridor)
    await chart.waitFor()
  }
  const { from, to } = line(samples.filter(({ minute }) => minute >= sampleEvery))
  process.stdout.write(
    `heap, minute ${sampleEvery} to ${minutes}, fitted: ${from.toFixed(2)} MB to ${to.toFixed(2)} MB, ${(to / from).toFixed(3)}x\n`,
  )
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
  await session.send('HeapProfiler.collectGarbage')
  const { usedSize } = await session.send('Runtime.getHeapUsage')
  const { metrics } = await session.send('Performance.getMetrics')
  const metric = (wanted: string): number =>
    metrics.find(({ name }) => name === wanted)?.value ?? Number.NaN
  return {
    minute,
    heapMb: usedSize / 1e6,
    nodes: metric('Nodes'),
    listeners: metric('JSEventListeners'),
  }
}

/** Least squares, read at the first and the last sample: one noisy end does not decide. */
function line(samples: readonly Sample[]): { readonly from: number; readonly to: number } {
  const at = mean(samples.map(({ minute }) => minute))
  const heap = mean(samples.map(({ heapMb }) => heapMb))
  const covariance = mean(samples.map(({ minute, heapMb }) => (minute - at) * (heapMb - heap)))
  const slope = covariance / mean(samples.map(({ minute }) => (minute - at) ** 2))
  const fitted = (minute: number): number => heap + slope * (minute - at)
  return { from: fitted(sampleEvery), to: fitted(minutes) }
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function print(cells: readonly (string | number)[]): void {
  process.stdout.write(`${cells.map((cell) => String(cell).padStart(9)).join(' ')}\n`)
}
