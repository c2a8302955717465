/**
 * Takes the console's pictures for README and docs into docs/images, at four sizes (phone 375, tablet 768, desk
 * 1440, wall 2560), light and dark: of a service over twenty corridors and a week, and of a running demo. Needs
 * /usr/bin/chromium. Takes about five minutes, most of it waiting for the demo's evidence; `npm run screenshots --
 * twenty` leaves the demo out, `-- demo` the twenty.
 */
import { mkdirSync } from 'node:fs'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { serveTwenty } from '../bench/harness/serve-twenty.ts'
import { openBrowser, signIn } from '../packages/cli/src/browser.contract.ts'
import { startDemo } from '../packages/cli/src/console/demo-process.contract.ts'

type Picture = {
  readonly name: string
  readonly path: string
  readonly width: number
  readonly height: number
  readonly colorScheme: 'light' | 'dark'
  /** Done once the page stands. */
  readonly act?: (page: Page) => Promise<unknown>
}

const wide = { width: 1440, height: 960 }
const phone = { width: 375, height: 812 }
const press = (key: string) => (page: Page) => page.keyboard.press(key)

/** A study is asked for once the page stands: a picture of its waiting, or of its refusal, shows nothing. */
const studied = (page: Page) => page.getByText(/as this says:/).waitFor()

const ofTwenty: readonly Picture[] = [
  { name: 'overview-light', path: '/', ...wide, height: 1080, colorScheme: 'light' },
  { name: 'overview-phone', path: '/', ...phone, colorScheme: 'light' },
  { name: 'overview-tablet', path: '/', width: 768, height: 1024, colorScheme: 'dark' },
  { name: 'overview-wall', path: '/', width: 2560, height: 1440, colorScheme: 'dark' },
  { name: 'closed-phone-dark', path: '/corridors/match_invoice', ...phone, colorScheme: 'dark' },
  {
    name: 'epochs-light',
    path: '/corridors/decide_refund',
    ...wide,
    height: 1560,
    colorScheme: 'light',
    act: async (page) => {
      await page.getByRole('button', { name: '7 d', exact: true }).click()
      await page.getByRole('button', { name: 'Epochs apart' }).click()
      await page
        .getByRole('slider', { name: /epochs apart/ })
        .first()
        .waitFor()
      await page.waitForTimeout(3000)
    },
  },
  { name: 'kill-phone', path: '/', ...phone, colorScheme: 'light', act: press('Shift+K') },
  {
    name: 'palette-dark',
    path: '/',
    ...wide,
    height: 720,
    colorScheme: 'dark',
    act: press('Control+K'),
  },
  {
    name: 'promote-light',
    path: '/corridors/approve_discount',
    ...wide,
    height: 900,
    colorScheme: 'light',
    act: (page) => page.getByRole('button', { name: 'Promote…' }).first().click(),
  },
  { name: 'plan-light', path: '/plan', ...wide, colorScheme: 'light' },
  { name: 'audit-light', path: '/audit', ...wide, height: 720, colorScheme: 'light' },
  { name: 'readiness-light', path: '/readiness', ...wide, height: 900, colorScheme: 'light' },
  { name: 'runbook-light', path: '/runbook', ...wide, height: 1000, colorScheme: 'light' },
]

const demoCorridor = '/corridors/add_shopping_item'
const ofDemo: readonly Picture[] = [
  { name: 'corridor-light', path: demoCorridor, ...wide, height: 1330, colorScheme: 'light' },
  { name: 'corridor-dark', path: demoCorridor, ...wide, height: 1330, colorScheme: 'dark' },
  { name: 'corridor-phone-dark', path: demoCorridor, ...phone, colorScheme: 'dark' },
  { name: 'records-light', path: '/records', ...wide, height: 720, colorScheme: 'light' },
  { name: 'records-phone', path: '/records', ...phone, colorScheme: 'light' },
  {
    name: 'evidence-light',
    path: '/evidence/add_shopping_item/replay',
    ...wide,
    height: 760,
    colorScheme: 'light',
    act: studied,
  },
  {
    name: 'evidence-wall',
    path: '/evidence/add_shopping_item/tune',
    width: 2560,
    height: 1200,
    colorScheme: 'dark',
    act: studied,
  },
  { name: 'demo-dark', path: '/demo', ...wide, height: 700, colorScheme: 'dark' },
]

/** The end of the demo's story: the gate made for wrong answers has stopped them, and says by which decisions. */
const ofWrongAnswers: readonly Picture[] = [
  { name: 'demo-stopped-light', path: '/demo', ...wide, height: 700, colorScheme: 'light' },
  {
    name: 'which-decisions-light',
    path: '/demo',
    ...wide,
    height: 900,
    colorScheme: 'light',
    act: async (page) => {
      await page.getByRole('link', { name: 'Which decisions' }).first().click()
      await page.locator('.record-list summary').first().click()
      await page.waitForTimeout(1000)
    },
  },
]

const folder = fileURLToPath(new URL('../docs/images/', import.meta.url))
mkdirSync(folder, { recursive: true })

const browser = await openBrowser()
const page = await browser.context.newPage()
// A study takes its time on a machine at work.
page.setDefaultTimeout(240_000)
try {
  if (process.argv[2] !== 'demo') await takeTwenty()
  if (process.argv[2] !== 'twenty') await takeDemo()
} finally {
  await browser.close()
}

async function takeTwenty(): Promise<void> {
  const twenty = await serveTwenty()
  try {
    await signIn(page, twenty.url, twenty.operatorToken)
    // The first look at a week of twenty corridors is judged from nothing.
    await page.locator('.corridor-name a').nth(19).waitFor()
    await page
      // Somebody: "nobody leads the rollouts" stands in the same place before.
      .getByText(/:\d+ leads the rollouts/)
      .first()
      .waitFor()
    for (const picture of ofTwenty) await take(twenty.url, picture)
  } finally {
    await twenty.stop()
  }
}

async function takeDemo(): Promise<void> {
  const demo = await startDemo(25)
  try {
    await browser.context.clearCookies()
    await signIn(page, demo.url, demo.operatorToken)
    process.stderr.write('waiting for a stage to be promoted and gather evidence\n')
    await untilPromoted()
    await page.waitForTimeout(60_000)
    for (const picture of ofDemo) await take(demo.url, picture)
    await page.goto(`${demo.url}/#/demo`)
    await page.getByRole('button', { name: /^Wrong answers/ }).click()
    await page
      .getByText(/is closed: NO_GO/)
      .first()
      .waitFor({ timeout: 180_000 })
    for (const picture of ofWrongAnswers) await take(demo.url, picture)
  } finally {
    await demo.stop()
  }
}

/** A loaded machine misses deadlines, and then the sentinel stops the stage: it is begun again, as a person would. */
async function untilPromoted(): Promise<void> {
  for (;;) {
    await page
      .getByText(/at stage (expanded|target)\.|is closed/)
      .first()
      .waitFor({ timeout: 300_000 })
    if (
      !(await page
        .getByText(/is closed/)
        .first()
        .isVisible())
    )
      return
    await page.getByRole('button', { name: 'Resume…' }).first().click()
    await page.getByRole('dialog').getByLabel('Reason').fill('the machine was busy')
    await page.keyboard.press('Control+Enter')
    await page.getByText('Resume: done').waitFor()
    await page.keyboard.press('Escape')
    await page
      .getByText(/at stage canary\./)
      .first()
      .waitFor()
  }
}

async function take(url: string, picture: Picture): Promise<void> {
  const { name, path, width, height, colorScheme, act } = picture
  await page.setViewportSize({ width, height })
  await page.emulateMedia({ colorScheme })
  await page.goto(`${url}/#${path}`)
  // What was clicked on the same page before may have scrolled it.
  await page.evaluate('scrollTo(0, 0)')
  const news = page.getByRole('button', { name: 'Put this news away' })
  if (await news.isVisible()) await news.click()
  await page.locator('[aria-busy=true]').first().waitFor({ state: 'hidden' })
  await page.waitForTimeout(1500)
  await act?.(page)
  await page.waitForTimeout(300)
  await page.screenshot({ path: `${folder}${name}.png` })
  await page.keyboard.press('Escape')
  process.stderr.write(`docs/images/${name}.png\n`)
}
