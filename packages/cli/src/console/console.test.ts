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
import { startDemo } from './demo-process.contract.js'
import type { DemoProcess } from './demo-process.contract.js'

const intent = 'add_shopping_item'
/** One demo for the whole file: while the first tests look around, its rollout gathers evidence. */
describeInBrowser('the console in Chromium', () => {
  let demo: DemoProcess
  let browser: Browser
  let page: Page

  beforeAll(async () => {
    ;[demo, browser] = await besideBrowser(startDemo(30))
    page = await browser.context.newPage()
    // A study waits for everybody else on a busy machine, for as long as the page has patience.
    page.setDefaultTimeout(200_000)
  })
  afterAll(async () => {
    await browser?.close()
    await demo?.stop()
  })

  function corridor(): ReturnType<Page['getByRole']> {
    return page.getByRole('row', { name: intent })
  }

  async function open(path: string): Promise<void> {
    await page.goto(`${demo.url}/#${path}`)
  }

  it('refuses a token that is not known and says where to find one', async () => {
    await page.goto(demo.url)
    await page.getByLabel('Viewer or operator token').fill('pt_viewer_wrong')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await expect(page.getByRole('alert').textContent()).resolves.toContain(
      'This token is not known here',
    )
  })

  it('opens on a living page with the token that the first start printed', async () => {
    await signIn(page, demo.url, demo.viewerToken)
    await corridor()
      // A loaded machine misses deadlines, and then the sentinel closes the stage.
      .getByText(/at stage (canary|expanded|target)\.|is closed/)
      .waitFor()
    await page.getByTestId('connection').getByText('Live').waitFor()
    await page.getByText('1 process reporting').waitFor()
  })

  it('keeps the session in a cookie that no script can read', async () => {
    expect(await page.evaluate('document.cookie')).toBe('')
    const [cookie] = await browser.context.cookies()
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict' })
  })

  // What a running demo fills; the other pages are held to the same in `twenty.test.ts` and `reading.test.ts`.
  it.each([
    `/corridors/${intent}`,
    `/evidence/${intent}/replay`,
    `/evidence/${intent}/tune`,
    `/evidence/${intent}/parts`,
    '/records',
    '/demo',
  ])(
    'shows %s without an accessibility finding, light and dark, and fits it from a phone to a wall',
    async (path) => {
      await open(path)
      await page.getByRole('heading', { level: 1 }).waitFor()
      // One decision in full, where there is a list of them.
      if (path === '/records') await page.locator('.record-list summary').first().click()
      expect(await readingProblems(page)).toEqual([])
      await page
        .getByRole('button', { name: /^Kill…/ })
        .first()
        .waitFor()
    },
  )

  it('shows names, reasons and stages as text, whatever they contain', async () => {
    const hostile = `<img src=x onerror="document.title='owned'"> \u202e\u05e9\u05dc\u05d5\u05dd\u0645\u0631\u062d\u0628\u0627 ${'x'.repeat(10_000)}`
    await routed(page, '**/v1/corridors', async (route) => {
      const response = await route.fetch()
      const view = await response.json()
      const [one] = view.corridors
      view.corridors = [
        {
          ...one,
          intent: hostile,
          stage: hostile,
          stages: [{ name: hostile, rate: 0.1 }],
          why: hostile,
          changed_by: hostile,
          set_by: hostile,
          verdict: { ...one.verdict, because: [hostile] },
        },
      ]
      await route.fulfill({ response, json: view })
    })
    await open('/')
    await page.reload()
    await page
      .getByRole('button', { name: /Show all 10,\d+ characters/ })
      .first()
      .waitFor()
    for (const width of [375, 1440]) {
      await page.setViewportSize({ width, height: 900 })
      const excess = await page.evaluate('document.documentElement.scrollWidth - innerWidth')
      expect(excess, `at ${width} px`).toBeLessThanOrEqual(0)
    }
    expect(await page.title()).toBe('Overview · Partial Trust')
    expect(await page.locator('main img').count()).toBe(0)
    await page.unroute('**/v1/corridors')
    await page.reload()
    await corridor().waitFor()
  })

  it('shows the funnel with every reason explained, and the gates’ evidence', async () => {
    await open(`/corridors/${intent}`)
    const reason = page.getByText('The id lies outside the stable sample.')
    // A page drawn anew on a busy machine may have folded it again.
    const unfolded = async () => {
      if (await reason.isVisible()) return true
      await page.locator('summary', { hasText: 'not_sampled' }).click()
      return reason.isVisible()
    }
    await expect.poll(unfolded).toBe(true)
    await page.getByText('GO below').first().waitFor()
    await page.getByRole('button', { name: '1 h', exact: true }).click()
    await page.getByRole('slider', { name: /^Attempt errors over time/ }).waitFor()
  })

  it('stops by itself when faults are injected, and says why', async () => {
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByLabel('Viewer or operator token').waitFor()
    await signIn(page, demo.url, demo.operatorToken)
    await open('/demo')
    await page.getByRole('button', { name: /^Errors/ }).click()
    await corridor().getByText('Closed', { exact: true }).first().waitFor()
    await corridor()
      .getByText(/is closed: (sentinel|NO_GO)/)
      .waitFor()
    await page.getByRole('button', { name: 'Heal it' }).click()
    await page.getByText('Now: no faults').waitFor()
  })

  it('resumes with a reason, by keyboard alone', async () => {
    await open('/')
    await corridor().getByRole('button', { name: 'Resume…' }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').waitFor()
    await page.keyboard.type('the simulated model is healed')
    await page.keyboard.press('Control+Enter')
    await page.getByText('Resume: done').waitFor()
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    await corridor().getByText('Open', { exact: true }).waitFor()
  })

  it('kills from any page by keyboard alone and shows each process confirm', async () => {
    await open('/plan')
    await page.getByRole('heading', { name: 'Plan', level: 1 }).waitFor()
    await page.keyboard.press('Shift+K')
    await page.getByRole('dialog').waitFor()
    await page.keyboard.type('a drill, by hand')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.getByText('Kill: done').waitFor()
    await page.getByText('1 of 1 running processes confirm that they are closed').waitFor()
    await page.getByText(/confirmed after \d/).waitFor()
    await page.keyboard.press('Enter')
    await open('/')
    await corridor().getByText('Killed', { exact: true }).waitFor()
    await corridor()
      .getByText('“a drill, by hand”')
      .or(corridor().getByText('a drill, by hand'))
      .waitFor()
  })

  it('lists both changes, with reason and role, in an intact audit chain', async () => {
    await open('/audit')
    await page.getByText('The chain is intact:').waitFor()
    const kill = page.getByRole('listitem').filter({ hasText: 'a drill, by hand' })
    await expect(kill.textContent()).resolves.toContain('operator token')
    await page.getByText('“the simulated model is healed”').waitFor()
  })

  it('leads to every corridor and page by its address, also after a reload', async () => {
    await open(`/corridors/${intent}`)
    await page.reload()
    await page.getByRole('heading', { name: intent, level: 1 }).waitFor()
    await open('/nowhere')
    await page.getByText('There is no such page').waitFor()
    await open('/corridors/unknown')
    await page.getByText('No such corridor').waitFor()
  })

  it('gives the moment in the viewer’s zone and in UTC on hover', async () => {
    await open('/audit')
    const moment = page.locator('main time').first()
    const utc = await moment.getAttribute('title')
    expect(utc).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC$/)
    // Berlin is one hour ahead in winter and two in summer; the minutes agree.
    expect(await moment.textContent()).toContain(utc?.slice(13, 19) ?? '')
  })

  it('met no script error, no refused resource and no request to anyone else', () => {
    const expected =
      /status of (401 \(Unauthorized\)|403 \(Forbidden\)|404 \(Not Found\)|409 \(Conflict\))/ // asked for by the tests above
    expect(browser.complaints.filter((complaint) => !expected.test(complaint))).toEqual([])
  })

  it('says at once that the connection is lost, and greys what is no longer true', async () => {
    await open('/')
    await corridor().waitFor()
    await demo.stop()
    await page.getByTestId('connection').getByText('Connection lost').waitFor()
    await expect(page.getByRole('alert').first().textContent()).resolves.toMatch(
      /The service was last heard at/,
    )
    expect(await page.evaluate("getComputedStyle(document.querySelector('main')).filter")).toBe(
      'grayscale(1)',
    )
    await corridor().getByText('Killed', { exact: true }).waitFor()
  })
})
