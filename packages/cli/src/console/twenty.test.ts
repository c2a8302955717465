import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import {
  besideBrowser,
  describeInBrowser,
  readingProblems,
  signIn,
  routed,
} from '../browser.contract.js'
import type { Browser } from '../browser.contract.js'
import { startConsoleService } from './console-service.contract.js'
import type { ConsoleService } from './console-service.contract.js'
import { liveThroughAWeek, twentyCorridors } from './twenty-corridors.contract.js'

/** Twenty corridors of others, none of them an example of ours, after a quarter of a day. */
describeInBrowser('a console over twenty corridors', () => {
  let service: ConsoleService
  let browser: Browser
  let page: Page

  beforeAll(async () => {
    const life = {
      registered: twentyCorridors,
      lived: (storePath: string) => liveThroughAWeek(storePath, Date.now(), 0.25),
    }
    ;[service, browser] = await besideBrowser(startConsoleService(1, life))
    service.steer()
    page = await browser.context.newPage()
  })
  afterAll(async () => {
    await browser?.close()
    await service?.stop()
  })

  const row = (intent: string) => page.getByRole('row', { name: intent })
  async function open(path: string): Promise<void> {
    await page.goto(`${service.url}/#${path}`)
    await page.getByRole('heading', { level: 1 }).waitFor()
  }

  it('lets nobody in without a token, on a page that everybody can read', async () => {
    // As where an organisation signs people on, after a token that is not known here.
    await routed(page, '**/v1/session/ways', (route) => route.fulfill({ json: { sign_on: true } }))
    await page.goto(service.url)
    await page.getByRole('link', { name: 'Sign in with your organisation' }).waitFor()
    await page.getByLabel('Viewer or operator token').fill('pt_viewer_wrong')
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await page.getByText('This token is not known here.').waitFor()
    expect(await readingProblems(page)).toEqual([])
    await page.unrouteAll()
    await signIn(page, service.url, service.letIn('anna'))
  })

  it('shows them in one table, problems first, to be filtered and sorted', async () => {
    const names = page.locator('.corridor-name a')
    await expect.poll(() => names.count()).toBe(20)
    await expect
      .poll(() => names.allTextContents())
      .toEqual(expect.objectContaining({ 0: 'flag_fraud', 1: 'match_invoice' }))
    await row('flag_fraud').getByText('a customer was locked out').waitFor()
    await row('match_invoice')
      .getByText(/212 of 1,640 sampled decisions failed/)
      .waitFor()
    await row('suggest_reply')
      .getByText(/Not for language=fr/)
      .waitFor()
    const height = await page.evaluate('document.querySelector(".corridor-table").offsetHeight')
    expect(height).toBeLessThan(2200)
    await page.getByLabel('Order').selectOption('name')
    expect(await names.first().textContent()).toBe('approve_discount')
    await page.getByRole('heading', { level: 1 }).click()
    await page.keyboard.press('/')
    await page.keyboard.type('ticket')
    await expect.poll(() => names.allTextContents()).toEqual(['route_ticket'])
    await page.getByText('1 of 20 corridors').waitFor()
    await page.keyboard.press('Control+A')
    await page.keyboard.press('Delete')
  })

  it('says which share of all decisions was the LLM’s, whichever process made them', async () => {
    // This process decided nothing: what is shown was counted by others.
    const share = row('decide_refund').locator('td[data-label="LLM’s share"]')
    await expect.poll(() => share.textContent()).toMatch(/^0\.8\d\s%$/u)
    await expect(share.getAttribute('title')).resolves.toMatch(
      /^\d+ of [\d,]+ decisions of the last 24 h, all processes, were the LLM’s$/u,
    )
  })

  it('kills all of them with one request, and on a corridor’s page that corridor', async () => {
    await page.getByRole('heading', { level: 1 }).click()
    await page.keyboard.press('Shift+K')
    const dialog = page.getByRole('dialog')
    await expect.poll(() => dialog.getByLabel('Corridor').inputValue()).toBe('*')
    const asked: string[] = []
    await routed(page, /\/v1\/(.*\/)?kill$/u, (route) => {
      asked.push(new URL(route.request().url()).pathname)
      return route.abort()
    })
    await dialog.getByLabel('Reason').fill('all of them')
    await page.keyboard.press('Control+Enter')
    await dialog.getByText('It is not known').waitFor()
    expect(asked).toEqual(['/v1/kill'])
    await page.keyboard.press('Escape')
    await page.unrouteAll()
    await open('/corridors/decide_refund')
    await page.keyboard.press('Shift+K')
    await expect.poll(() => dialog.getByLabel('Corridor').inputValue()).toBe('decide_refund')
    expect(await readingProblems(page)).toEqual([])
    await page.keyboard.press('Escape')
  })

  it('shows two models side by side, each from its own zero, and what its callers waited for', async () => {
    // Nobody came to the draw in the first step, as where a corridor was closed.
    await routed(page, '**/metrics*', async (route) => {
      const response = await route.fetch()
      const view = await response.json()
      await route.fulfill({ response, json: { ...view, eligible: view.eligible.with(0, 0) } })
    })
    await page.getByRole('button', { name: 'Epochs apart' }).click()
    const chart = page.getByRole('slider', { name: /^Attempt errors over time, epochs apart/ })
    await chart.waitFor()
    await expect
      .poll(() => chart.getAttribute('aria-label'))
      .toMatch(/small-2, e2-newer-prompt: .* of [\d,]+; small-1, e1-first-prompt: .* of [\d,]+\.$/u)
    await chart.focus()
    await page.keyboard.press('End')
    // A step that began since the decisions were made has none: then the one before it is read.
    const read = async () => {
      const text = await chart.getAttribute('aria-valuetext')
      if (/small-2, [^·]*: ended|no traffic/u.test(text ?? ''))
        await page.keyboard.press('ArrowLeft')
      return text
    }
    await expect
      .poll(read)
      .toMatch(/small-2, .*, between .* · small-1, e1-first-prompt: ended at \d/u)
    await page.keyboard.press('Home')
    await expect
      .poll(() => chart.getAttribute('aria-valuetext'))
      .toMatch(/^[^·]* · closed, or no traffic/u)
    await page.unrouteAll({ behavior: 'ignoreErrors' })
    await page.getByText(/fell back to the baseline; their callers waited \d+\sms each/u).waitFor()
  })

  it('says who one is, what one may do, and why not where one may not', async () => {
    await page.getByRole('button', { name: 'You: anna, operator' }).click()
    const dialog = page.getByRole('dialog', { name: 'You' })
    await dialog.getByText('anna, as the audit trail says it').waitFor()
    const promote = dialog.getByRole('listitem').filter({ hasText: /^✓ Promote/u })
    await promote.getByText(/not now in \d+ of 20/).click()
    await promote.getByText(/flag_fraud: the corridor is killed/).waitFor()
    expect(await readingProblems(page)).toEqual([])
    await page.keyboard.press('Escape')
    await expect.poll(() => page.evaluate('document.activeElement?.className')).toContain('who')
  })

  it('shows one of several plans at a time, first the one that most rollouts follow', async () => {
    await open('/plan')
    const choice = page.getByLabel(/^One of \d plans/u)
    const stages = page.locator('.stage')
    await page.getByText(/^Followed by .*match_invoice.* A GO waits for an operator\.$/u).waitFor()
    await expect(stages.count()).resolves.toBe(3)
    await choice.selectOption({ index: 1 })
    await page.getByText(/^Followed by approve_discount /u).waitFor()
    await expect(stages.count()).resolves.toBe(3)
  })

  it.each([
    '/',
    '/corridors/match_invoice',
    '/corridors/suggest_reply',
    '/corridors/verify_the_address_that_a_customer_types_before_a_parcel_leaves',
    '/plan',
    '/audit',
    '/audit/flag_fraud',
    '/corridors/unknown',
    '/nowhere',
  ])('shows %s to everybody, light and dark, from a phone to a wall', async (path) => {
    await page.goto(`${service.url}/#${path}`)
    expect(await readingProblems(page)).toEqual([])
  })

  it('has a palette that everybody can read', async () => {
    await page.keyboard.press('Control+K')
    await page.getByRole('combobox').waitFor()
    expect(await readingProblems(page)).toEqual([])
    await page.keyboard.press('Escape')
  })
})
