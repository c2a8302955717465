/**
 * The console over twenty corridors and seven days of counts, in a real browser whose processor is not slowed: what the
 * first view and a minute of looking on cost in bytes, and how long the page takes from a key or a click to the
 * picture that answers it; beside it the processor time of the page's own thread, which stands a busy machine. Run: npm run bench:console
 */
import type { Page } from 'playwright-core'
import { openBrowser, signIn } from '../packages/cli/src/browser.contract.ts'
import { median } from './harness/compare.ts'
import { interaction, watchProcessor, watchWire } from './harness/page-measures.ts'
import { serveTwenty } from './harness/serve-twenty.ts'

const rounds = 5
const idleMs = 20_000

let processor = async (): Promise<number> => Number.NaN
const service = await serveTwenty()
const browser = await openBrowser()
try {
  const page = await browser.context.newPage()
  page.setDefaultTimeout(120_000)
  const wire = await watchWire(page)
  processor = await watchProcessor(page)
  await signIn(page, service.url, service.operatorToken)
  await page.locator('.corridor-name a').nth(19).waitFor()
  row('first view of twenty corridors', `${(wire.bytes() / 1024).toFixed(1)} KiB`, '<= 150 KiB')

  await idle('overview of twenty corridors, looked on')
  await measure(page, 'open the kill dialog', () => page.keyboard.press('Shift+K'), escape)
  await measure(page, 'open the palette', () => page.keyboard.press('Control+K'), escape)
  await page.keyboard.press('Control+K')
  await page.getByRole('combobox', { name: 'Go to, or do' }).waitFor()
  await measure(page, 'search in the palette', () => page.keyboard.press('r'), erase)
  await page.keyboard.press('Escape')
  await page.getByLabel('Filter').click()
  await measure(page, 'filter the corridors', () => page.keyboard.press('r'), erase)
  const order = page.getByLabel('Order')
  await measure(
    page,
    'order the corridors',
    () => choose(order, 'Name'),
    () => choose(order, 'Problems'),
  )

  await page.goto(`${service.url}/#/corridors/decide_refund`)
  const chart = page.getByRole('slider', { name: /^Attempt errors over time/ })
  await chart.waitFor()
  await idle('a corridor’s page, looked on')
  await measure(page, 'open the kill dialog there', () => page.keyboard.press('Shift+K'), escape)
  for (const name of ['7 d', '24 h', 'Epochs apart']) {
    const button = page.getByRole('button', { name, exact: true })
    const other = page.getByRole('button', {
      name: name === '24 h' ? '7 d' : 'This stage',
      exact: true,
    })
    await measure(
      page,
      `charts: ${name}`,
      () => button.click(),
      () => calm(other.click()),
    )
  }
  await chart.focus()
  await measure(page, 'charts: read the next value', () => page.keyboard.press('ArrowLeft'))
  await measure(
    page,
    'charts: zoom in',
    () => page.keyboard.press('+'),
    () => page.keyboard.press('0'),
  )
  await measure(
    page,
    'go back to the overview',
    () => page.getByRole('link', { name: 'Overview', exact: true }).first().click(),
    () => calm(page.goto(`${service.url}/#/corridors/decide_refund`)),
  )

  async function idle(what: string): Promise<void> {
    await page.waitForTimeout(3000)
    const before = wire.bytes()
    await page.waitForTimeout(idleMs)
    const perSecond = (wire.bytes() - before) / (idleMs / 1000) / 1024
    row(what, `${perSecond.toFixed(2)} KiB/s`, '<= 2 KB/s')
  }
  async function escape(): Promise<void> {
    await page.keyboard.press('Escape')
  }
  async function erase(): Promise<void> {
    await page.keyboard.press('Backspace')
  }
  /** What comes after a step of the bench itself is not part of the next measurement. */
  async function calm(step: Promise<unknown>): Promise<void> {
    await step
    await page.waitForTimeout(1500)
  }
} finally {
  await browser.close()
  await service.stop()
}

async function choose(list: ReturnType<Page['getByLabel']>, text: string): Promise<void> {
  await list.focus()
  await list.press(text.charAt(0))
}

async function measure(
  page: Page,
  what: string,
  act: () => Promise<unknown>,
  undo: () => Promise<unknown> = async () => undefined,
): Promise<void> {
  const times: number[] = []
  const worked: number[] = []
  for (let round = 0; round < rounds; round++) {
    const before = await processor()
    times.push(
      await interaction(page, async () => {
        await act()
      }),
    )
    worked.push((await processor()) - before)
    await undo()
    await page.waitForTimeout(150)
  }
  times.sort((a, b) => a - b)
  row(
    what,
    `${median(times)} ms, ${times[0]} to ${times.at(-1)}`,
    `< 100 ms; ${median(worked).toFixed(0)} ms of processor`,
  )
}

function row(what: string, figure: string, target: string): void {
  process.stdout.write(`${what.padEnd(44)} ${figure.padStart(24)}   ${target}\n`)
}
