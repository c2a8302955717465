import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { chromium } from 'playwright-core'
import type { Browser as Chromium, BrowserContext, Page } from 'playwright-core'
import { describe } from 'vitest'

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
      if (message.type() === 'error') complaints.push(message.text())
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

/** A real browser for pages that each want their own colour scheme and size. */
export async function launchBrowser(): Promise<Chromium> {
  return chromium.launch({ executablePath, args: flags })
}

/** What axe finds on a page: the rule and the first place that breaks it. */
export async function accessibilityProblems(page: Page): Promise<unknown> {
  const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js')
  await page.evaluate(readFileSync(axe, 'utf8'))
  return page.evaluate(
    'axe.run().then(({ violations }) => violations.map(({ id, nodes }) => [id, nodes[0].html]))',
  )
}

/** Signs in as a person does. */
export async function signIn(page: Page, url: string, token: string): Promise<void> {
  await page.goto(url)
  await page.getByLabel('Viewer or operator token').fill(token)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor()
}
