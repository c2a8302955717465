import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { chromium } from 'playwright-core'
import type { Browser as Chromium, BrowserContext, Page, Route } from 'playwright-core'
import { describe } from 'vitest'
import { accessibilityProblems } from './accessibility.contract.ts'

/** The same engine twice: without the windows of a desktop it takes half the processor time. */
const known = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium'] as const
const executablePath = known.find((path) => existsSync(path)) ?? known[1]

/** Where CI says so there must be a browser: then its absence fails. */
const hasBrowser = existsSync(executablePath) || process.env['CI'] === 'true'

/** A suite in a real browser. Where none is installed it says so and skips. */
export function describeInBrowser(name: string, suite: () => void): void {
  if (!hasBrowser) {
    process.stderr.write(`${name}: skipped, no ${known.join(' or ')} (apt-get install chromium)\n`)
  }
  describe.skipIf(!hasBrowser)(name, suite)
}

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // Pages of one product and no strangers: a process for each would be started for nothing.
  '--renderer-process-limit=1',
]

/** A real browser with an empty profile, and everything its pages complained of. */
export type Browser = {
  readonly context: BrowserContext
  /** Errors of scripts, of the content security policy and of requests, as the browser words them. */
  readonly complaints: string[]
  close(): Promise<void>
}

export async function openBrowser(): Promise<Browser> {
  const profile = mkdtempSync(join(tmpdir(), 'partial-trust-browser-'))
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    headless: true,
    args: flags,
    viewport: { width: 1440, height: 900 },
    timezoneId: 'Europe/Berlin',
    locale: 'en-GB',
  })
  const complaints: string[] = []
  context.on('page', (page) => {
    page.on('pageerror', (error) => complaints.push(error.message))
    page.on('console', (message) => {
      if (message.type() === 'error') {
        complaints.push(`${message.text()} ${message.location().url}`)
      }
    })
  })
  return {
    context,
    complaints,
    async close() {
      await context.close()
      rmSync(profile, { recursive: true, force: true })
    },
  }
}

/** How long tests wait for what a page should show: a loaded machine takes its time. */
const patienceMs = 120_000

/**
 * A browser, and what its tests look at, started side by side. Where one of them does not start the other is ended: what
 * stays behind would keep the whole run from ending.
 */
export async function besideBrowser<Started extends { stop(): Promise<void> }>(
  starting: Promise<Started>,
): Promise<readonly [Started, Browser]> {
  const [started, browser] = await Promise.allSettled([starting, openBrowser()])
  if (started.status === 'fulfilled' && browser.status === 'fulfilled') {
    browser.value.context.setDefaultTimeout(patienceMs)
    return [started.value, browser.value]
  }
  if (started.status === 'fulfilled') await started.value.stop()
  if (browser.status === 'fulfilled') await browser.value.close()
  throw started.status === 'rejected' ? started.reason : new Error('no browser started')
}

/** A real browser for pages that each want their own colour scheme and size. */
export async function launchBrowser(): Promise<Chromium> {
  return chromium.launch({ executablePath, args: flags })
}

/**
 * Holds a page, wherever it stands, to what everybody must be able to read: nothing axe finds at 1440 and 375,
 * light and dark, and nothing wider than the window from a zoom of 400 % to a wall.
 *
 * @returns What breaks it, a line each.
 */
export async function readingProblems(page: Page): Promise<readonly string[]> {
  const problems: string[] = []
  for (const width of [320, 820, 1024, 1280, 3840, 375, 1440]) {
    await page.setViewportSize({ width, height: 900 })
    await drawn(page)
    const excess = Number(await page.evaluate('document.documentElement.scrollWidth - innerWidth'))
    if (excess > 0) problems.push(`${excess} px too wide at ${width}`)
    if (width !== 375 && width !== 1440) continue
    for (const [colorScheme, what] of [['light'], ['dark', 'colours']] as const) {
      await page.emulateMedia({ colorScheme })
      await drawn(page)
      const found = JSON.stringify(await problemsWhileHeard(page, what))
      if (found !== '[]') problems.push(`${colorScheme} at ${width}: ${found}`)
    }
    await page.emulateMedia({ colorScheme: 'light' })
  }
  return problems
}

/** On a busy machine the service may be silent for a moment: then the page is greyed on purpose. */
async function problemsWhileHeard(page: Page, what?: 'colours'): Promise<unknown> {
  const lost = page.locator('.banner-lost')
  for (let looks = 0; looks < looksAtMost; looks++) {
    await lost.waitFor({ state: 'hidden' })
    const found = await accessibilityProblems(page, what)
    if (!(await lost.isVisible())) return found
  }
  throw new Error(`the connection was lost during each of ${looksAtMost} looks`)
}

/** Looking for faults takes the processor that the service needs to be heard: on a busy machine that might go on for ever. */
const looksAtMost = 20

/** No picture takes longer, in ms. */
const drawnMs = 5000

/** Waits until what is asked for has come, and the page was drawn with it. */
async function drawn(page: Page): Promise<void> {
  await page.locator('[aria-busy=true]').first().waitFor({ state: 'hidden' })
  // A page that is not in front draws nothing: then it is looked at as it is.
  await page.evaluate(
    `new Promise((done) => { requestAnimationFrame(() => requestAnimationFrame(done)); setTimeout(done, ${drawnMs}) })`,
  )
}

/**
 * As `page.route`, and in force once it returns: where the first route of a page is set in its midst, Chromium lets
 * what is asked for next pass it by, once in 75 times.
 */
export async function routed(
  page: Page,
  path: string | RegExp,
  answer: (route: Route) => unknown,
): Promise<void> {
  await page.route(path, answer)
  if (page.url() === 'about:blank') return
  await page.route(isProbe, (route) => route.fulfill({ status: 204 }))
  await page.waitForFunction("fetch('?routed').then(({ status }) => status === 204)")
  await page.unroute(isProbe)
}

/** Asked only to see that it does not pass. */
function isProbe({ search }: URL): boolean {
  return search === '?routed'
}

/** Signs in as a person does. */
export async function signIn(page: Page, url: string, token: string): Promise<void> {
  await page.goto(url)
  await page.getByLabel('Viewer or operator token').fill(token)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor()
}
