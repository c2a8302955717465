/**
 * The console under load: 24 h of 10 s buckets for 20 corridors with 200 reasons each. Prints how long
 * the service computes (decisions wait meanwhile) and how long the page takes from a click to the next
 * frame. Run: npm run bench:console
 */
import { bucketMs } from '@partial-trust/core'
import { openBrowser, signIn } from '../packages/cli/src/browser.contract.ts'
import { startDemo } from '../packages/cli/src/console/demo-process.contract.ts'
import { stepSums } from '../packages/service/dist/views/step-sums.js'
import { runDay } from './harness/console-day.ts'

const corridors = 20
const buckets = 8640

const day = runDay(buckets)
const columnsMs = median(15, () => {
  const range = { first: day.first, end: day.first + buckets, width: 90 }
  stepSums(day.metrics, ['attempts', 'errors'], range)
})
print('service: one corridor’s day as a trend', columnsMs)
print(`service: ${corridors} trends, one overview`, columnsMs * corridors)

const demo = await startDemo(20)
const browser = await openBrowser()
try {
  const page = await browser.context.newPage()
  await page.route('**/v1/corridors', async (route) => {
    const response = await route.fetch()
    const view = await response.json()
    const [one] = view.corridors
    view.corridors = Array.from({ length: corridors }, (_, index) => ({
      ...one,
      intent: `corridor_${index}`,
      trend: { ...one.trend, step_ms: 900_000, s: day.trend.s, n: day.trend.n },
    }))
    await route.fulfill({ response, json: view })
  })
  await page.route('**/v1/corridors/add_shopping_item', async (route) => {
    const response = await route.fetch()
    const view = await response.json()
    view.funnel.endings = Array.from({ length: 200 }, (_, index) => ({
      status: 'fallback_deterministic',
      reason: index % 2 === 0 ? 'timeout' : `reason_${index}`,
      count: 1000 - index,
      meaning: 'A reason.',
      action: 'None.',
    }))
    await route.fulfill({ response, json: view })
  })
  await page.route('**/metrics?window=*', async (route) => {
    const response = await route.fetch()
    const view = await response.json()
    const { s, n } = day.points
    view.step_ms = 36 * bucketMs
    view.eligible = n
    view.sampled = n
    view.metrics = view.metrics.map((series: object) => ({ ...series, s, n }))
    await route.fulfill({ response, json: view })
  })
  await signIn(page, demo.url, demo.viewerToken)
  await page.getByRole('row', { name: 'corridor_19' }).waitFor()
  const toFrame = async (action: string): Promise<number> =>
    Number(
      await page.evaluate(
        `new Promise((done) => { const at = performance.now(); (${action})(); requestAnimationFrame(() => setTimeout(() => done(performance.now() - at), 0)) })`,
      ),
    )
  print(
    `page: open the kill dialog over ${corridors} corridors`,
    await toFrame(
      `() => dispatchEvent(new KeyboardEvent('keydown', { key: 'K', shiftKey: true, bubbles: true }))`,
    ),
  )
  await page.keyboard.press('Escape')
  await page.goto(`${demo.url}/#/corridors/add_shopping_item`)
  await page.getByRole('slider', { name: /^Attempt errors over time/ }).waitFor()
  for (const name of ['24 h', '7 d', '1 h']) {
    print(
      `page: switch charts of 240 points to ${name}`,
      await toFrame(
        `() => [...document.querySelectorAll('.switch-option')].find((one) => one.textContent === '${name}').click()`,
      ),
    )
    await page.waitForTimeout(1500)
  }
  print(
    'page: unfold 200 reasons',
    await toFrame(`() => [...document.querySelectorAll('.lost .link')].at(0)?.click()`),
  )
} finally {
  await browser.close()
  await demo.stop()
}

function median(runs: number, work: () => void): number {
  const times = Array.from({ length: runs }, () => {
    const at = performance.now()
    work()
    return performance.now() - at
  }).toSorted((a, b) => a - b)
  return times[Math.floor(runs / 2)] ?? Number.NaN
}

function print(what: string, ms: number): void {
  process.stdout.write(`${what.padEnd(52)} ${ms.toFixed(1).padStart(8)} ms\n`)
}
