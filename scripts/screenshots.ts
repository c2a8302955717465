/**
 * Takes the console's pictures for the README from a running demo, into docs/images: light, dark and
 * phone. Needs /usr/bin/chromium. Takes about four minutes, most of it waiting for evidence.
 */
import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { openBrowser, signIn } from '../packages/cli/src/browser.contract.ts'
import { startDemo } from '../packages/cli/src/console/demo-process.contract.ts'

type Picture = {
  readonly name: string
  readonly path: string
  readonly width: number
  readonly height: number
  readonly colorScheme: 'light' | 'dark'
  /** Pressed once the page stands. */
  readonly key?: string
}

const corridor = '/corridors/add_shopping_item'
const wide = { width: 1440, height: 960 }
const phone = { width: 375, height: 812 }

const pictures: readonly Picture[] = [
  { name: 'overview-light', path: '/', ...wide, height: 560, colorScheme: 'light' },
  { name: 'corridor-light', path: corridor, ...wide, height: 1330, colorScheme: 'light' },
  { name: 'corridor-dark', path: corridor, ...wide, height: 1330, colorScheme: 'dark' },
  { name: 'plan-light', path: '/plan', ...wide, colorScheme: 'light' },
  { name: 'records-light', path: '/records', ...wide, height: 720, colorScheme: 'light' },
  {
    name: 'evidence-light',
    path: '/evidence/add_shopping_item/replay',
    ...wide,
    height: 760,
    colorScheme: 'light',
  },
  { name: 'audit-light', path: '/audit', ...wide, height: 720, colorScheme: 'light' },
  { name: 'palette-dark', path: '/', ...wide, height: 720, colorScheme: 'dark', key: 'Control+K' },
  { name: 'demo-dark', path: '/demo', ...wide, height: 640, colorScheme: 'dark' },
  { name: 'overview-phone', path: '/', ...phone, colorScheme: 'light' },
  { name: 'corridor-phone-dark', path: corridor, ...phone, colorScheme: 'dark' },
  {
    name: 'evidence-wall',
    path: '/evidence/add_shopping_item/tune',
    width: 2560,
    height: 1200,
    colorScheme: 'dark',
  },
  { name: 'records-phone', path: '/records', ...phone, colorScheme: 'light' },
  { name: 'overview-tablet', path: '/', width: 768, height: 1024, colorScheme: 'dark' },
  { name: 'kill-phone', path: '/', ...phone, colorScheme: 'light', key: 'Shift+K' },
]

const folder = fileURLToPath(new URL('../docs/images/', import.meta.url))
mkdirSync(folder, { recursive: true })

const demo = await startDemo(60)
const browser = await openBrowser()
try {
  const page = await browser.context.newPage()
  await signIn(page, demo.url, demo.operatorToken)
  process.stderr.write('waiting for a stage to be promoted and gather evidence\n')
  // A loaded machine misses deadlines, and then a gate stops the stage: that is a picture too.
  await page
    .getByText(/at stage (expanded|target)\.|is closed/)
    .first()
    .waitFor({ timeout: 300_000 })
  await page.waitForTimeout(60_000)
  for (const { name, path, width, height, colorScheme, key } of pictures) {
    await page.setViewportSize({ width, height })
    await page.emulateMedia({ colorScheme })
    await page.goto(`${demo.url}/#${path}`)
    const news = page.getByRole('button', { name: 'Put this news away' })
    if (await news.isVisible()) await news.click()
    await page.locator('[aria-busy=true]').first().waitFor({ state: 'hidden', timeout: 120_000 })
    await page.waitForTimeout(1200)
    if (key !== undefined) await page.keyboard.press(key)
    await page.waitForTimeout(300)
    await page.screenshot({ path: `${folder}${name}.png` })
    if (key !== undefined) await page.keyboard.press('Escape')
    process.stderr.write(`docs/images/${name}.png\n`)
  }
} finally {
  await browser.close()
  await demo.stop()
}
