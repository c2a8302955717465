import type { Page, Route } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { accessibilityProblems } from '../accessibility.contract.js'
import {
  besideBrowser,
  describeInBrowser,
  readingProblems,
  signIn,
  routed,
} from '../browser.contract.js'
import type { Browser } from '../browser.contract.js'
import { intent, startConsoleService } from './console-service.contract.js'
import type { ConsoleService } from './console-service.contract.js'
import { startProxy } from './rewriting-proxy.contract.js'

describeInBrowser('a console that is believed at night', () => {
  let service: ConsoleService
  let browser: Browser
  let page: Page

  beforeAll(async () => {
    ;[service, browser] = await besideBrowser(startConsoleService())
  })
  afterAll(async () => {
    await browser?.close()
    await service?.stop()
  })
  beforeEach(async () => {
    await browser.context.clearCookies()
    page = await browser.context.newPage()
  })
  afterEach(async () => {
    await page.close()
  })

  const login = () => page.getByLabel('Viewer or operator token')
  const live = () => page.getByTestId('connection').getByText('Live')

  describe('whose session has ended', () => {
    it('asks to sign in at once when somebody signs out in another tab', async () => {
      await signIn(page, service.url, service.operatorToken)
      await live().waitFor()
      const other = await browser.context.newPage()
      await other.goto(service.url)
      await other.getByRole('button', { name: 'Sign out' }).click()
      await login().waitFor()
      await page.getByText('You are signed out.').waitFor()
      await expect(page.getByTestId('connection').count()).resolves.toBe(0)
      await other.close()
    })

    it('says of a token whose time is over that it has expired, and what to do', async () => {
      await page.goto(service.url)
      await login().fill(service.expired('late'))
      await page.getByRole('button', { name: 'Sign in' }).click()
      const alert = page.getByRole('alert')
      await alert.getByText('The token has expired.').waitFor()
      await alert.getByText(/partial-trust tokens rotate/).waitFor()
    })

    it('asks to sign in when the session was ended behind the tab’s back', async () => {
      await signIn(page, service.url, service.operatorToken)
      await live().waitFor()
      const [cookie] = await browser.context.cookies()
      const headers = {
        cookie: `${cookie?.name}=${cookie?.value}`,
        'sec-fetch-site': 'same-origin',
      }
      await fetch(`${service.url}/v1/session`, { method: 'DELETE', headers })
      await login().waitFor()
    })

    it('asks to sign in after a restart of the service, and goes on where it was', async () => {
      await signIn(page, service.url, service.operatorToken)
      await page.goto(`${service.url}/#/audit`)
      await live().waitFor()
      await service.restart()
      await login().waitFor()
      await login().fill(service.operatorToken)
      await page.getByRole('button', { name: 'Sign in' }).click()
      await page.getByRole('heading', { name: 'Audit', level: 1 }).waitFor()
      await live().waitFor()
    })
  })

  it('finds the service again after silence, without being asked', async () => {
    await signIn(page, service.url, service.operatorToken)
    await live().waitFor()
    await routed(page, '**/v1/**', (route) => route.abort())
    await page.evaluate("dispatchEvent(new Event('offline'))")
    await page.getByTestId('connection').getByText('Connection lost').waitFor()
    await page.getByText(/The service was last heard at/).waitFor()
    // Whatever the head has to say, the kill switch stays on the window.
    for (const width of [320, 375, 560, 1024, 1110, 1280, 1366, 1440]) {
      await page.setViewportSize({ width, height: 800 })
      const end = page.evaluate(
        "document.querySelector('.kill-switch').getBoundingClientRect().right",
      )
      await expect(end, `at ${width} px`).resolves.toBeLessThanOrEqual(width)
    }
    // Greyed, and still to be read: what was known last is all there is.
    expect(await accessibilityProblems(page)).toEqual([])
    await page.unroute('**/v1/**')
    await live().waitFor()
  })

  it.each([
    ['that rewrites Host', {}],
    ['that rewrites Host, to a browser that does not say whose page asks', { secFetch: false }],
    ['that puts it under a path', { prefix: '/trust' }],
  ])('works behind a proxy %s', async (_what, options) => {
    const proxy = await startProxy(service.url, options)
    await signIn(page, proxy.url, service.operatorToken)
    await live().waitFor()
    await page.getByRole('button', { name: 'Kill…' }).first().click()
    await page.getByLabel('Reason').fill('through a proxy')
    await page.keyboard.press('Control+Enter')
    await page.getByText('Kill: done').waitFor()
    await page.getByRole('button', { name: 'Close' }).last().click()
    await service.change('resume', 'the drill is over')
    await proxy.close()
  })

  it('says what its address lacks below a path without a slash at its end', async () => {
    const proxy = await startProxy(service.url, { prefix: '/trust' })
    await page.goto(proxy.url.replace(/\/$/u, ''))
    await page.getByText('Does the address end with a slash').waitFor()
    await page.goto(proxy.url)
    await page.getByLabel('Viewer or operator token').waitFor()
    expect(await page.getByText('Does the address end with a slash').count()).toBe(0)
    await proxy.close()
  })

  it.each([60_000, -60_000])(
    'believes versions and not its own clock, off by %i ms',
    async (offMs) => {
      await page.addInitScript(`{ const now = Date.now; Date.now = () => now() + ${offMs} }`)
      await signIn(page, service.url, service.operatorToken)
      await page.getByText(/This browser’s clock is 60 s (ahead of|behind) the service’s/).waitFor()
      await page.keyboard.press('Shift+K')
      await page.getByLabel('Reason').fill('with a wrong clock')
      await page.keyboard.press('Control+Enter')
      await page.getByText('1 of 1 running processes confirm that they are closed').waitFor()
      const lag = await page.getByText(/confirmed after/).textContent()
      // The service's own word: well under the minute by which this clock is off.
      expect(lag).toMatch(/after (\d+ ms|\d{1,2} s)$/)
      await service.change('resume', 'the drill is over')
    },
  )

  it('offers the organisation’s sign-on where the service does, also under a path', async () => {
    const proxy = await startProxy(service.url, { prefix: '/trust' })
    const organisation = page.getByRole('link', { name: 'Sign in with your organisation' })
    await page.goto(proxy.url)
    await login().waitFor()
    await expect(organisation.count()).resolves.toBe(0)
    await routed(page, '**/v1/session/ways', (route) => route.fulfill({ json: { sign_on: true } }))
    await page.reload()
    await organisation.waitFor()
    const href = await organisation.getAttribute('href')
    expect(href).toBe(new URL('v1/sign-on', `${proxy.url.replace(/\/$/u, '')}/`).href)
    await proxy.close()
  })

  it('names a process that did not stop when the kill was tried, and a trial that is overdue, on a phone', async () => {
    let overdue = false
    await page.setViewportSize({ width: 375, height: 812 })
    await routed(page, '**/v1/corridors', async (route) => {
      const response = await route.fetch()
      const view = await response.json()
      const [one] = view.processes
      if (overdue) {
        const at = new Date(Date.now() - 3_000_000).toISOString()
        const proof = { at, age_ms: 0, proved: [one.instance], unproved: [], slowest_ms: 9 }
        const json = { ...view, stop_proof: proof, stop_proof_overdue: true }
        return route.fulfill({ response, json })
      }
      const at = new Date().toISOString()
      const deaf = { ...one, instance: 'deaf', pid: 4711, stop: 'unproved' }
      const proof = { at, age_ms: 0, proved: [one.instance], unproved: [deaf], slowest_ms: 9 }
      const processes = [{ ...one, stop: 'proved' }, deaf]
      await route.fulfill({ response, json: { ...view, stop_proof: proof, processes } })
    })
    await signIn(page, service.url, service.viewerToken)
    const alert = page.getByRole('alert').filter({ hasText: 'A kill may not reach' })
    // An age that grows within it would have it read out anew each time.
    await expect(alert.textContent()).resolves.toMatch(/:4711: it did not stop .* was tried\.$/)
    await page.getByText(/^Last tried .* ago, and tried again .* end it if it/).waitFor()
    await page.getByText(/^kill last proved/).waitFor()
    // The way to each page is readable too: no label runs into its neighbour.
    const crowded = await page.evaluate(
      "[...document.querySelectorAll('.nav-link')].filter((one) => one.scrollWidth > one.clientWidth).length",
    )
    expect(crowded).toBe(0)

    overdue = true
    await page.goto(`${service.url}/#/corridors/${intent}`)
    await page.reload()
    const doubt = page.getByRole('alert').filter({ hasText: 'Nobody knows whether a kill' })
    await expect(doubt.textContent()).resolves.toMatch(/still reach every process\.$/)
    await page
      .getByText(/last tried 50 min ago, and the next trial .*whoever leads tries/)
      .waitFor()
    expect(await readingProblems(page)).toEqual([])
  })

  describe('with a change on its way', () => {
    it('says that a cancelled change is not known to have been made, and how to find out', async () => {
      await signIn(page, service.url, service.operatorToken)
      const arrived = await held(page, '**/kill')
      await page.keyboard.press('Shift+K')
      await page.getByLabel('Reason').fill('cut off')
      await page.keyboard.press('Control+Enter')
      await arrived.promise
      await page.getByRole('button', { name: 'Cancel' }).click()
      const dialog = page.getByRole('dialog')
      await dialog.getByText('It is not known whether the change took place.').waitFor()
      await dialog.getByText(`partial-trust audit ${intent}`).waitFor()
      await dialog.getByRole('button', { name: 'Look now' }).click()
      await dialog.getByText(/Not stored so far/).waitFor()
    })

    it('does not move a stage twice when two people decide on the same one', async () => {
      await signIn(page, service.url, service.operatorToken)
      await page.getByRole('link', { name: intent }).first().click()
      await page.getByRole('button', { name: 'Promote…' }).click()
      const dialog = page.getByRole('dialog')
      await dialog.getByText('expanded, 25 % of eligible ids').waitFor()
      // This tab hears nothing of the other's change before it sends its own.
      await routed(page, '**/v1/corridors', (route) => route.abort())
      await routed(page, '**/v1/events', (route) => route.abort())
      await service.change('promote', 'I was faster')
      await dialog.getByLabel('Reason').fill('the second of two')
      await page.keyboard.press('Control+Enter')
      await dialog.getByText('Someone else changed the corridor').waitFor()
      await page.unroute('**/v1/corridors')
      await page.unroute('**/v1/events')
      await dialog
        .getByText('Somebody else changed this corridor while you were deciding.')
        .waitFor()
      await dialog.getByText('I was faster').waitFor()
      await page.keyboard.press('Escape')
      await service.change('demote', 'back to the first stage')
    })

    it.each([
      ['a service that does not answer', (route: Route) => route.abort()],
      ['a proxy that gave up waiting', (route: Route) => route.fulfill({ status: 504 })],
      ['a proxy whose service broke off', (route: Route) => route.fulfill({ status: 502 })],
    ])('says of %s that nothing is known', async (_whom, answer) => {
      await signIn(page, service.url, service.operatorToken)
      await page.keyboard.press('Shift+K')
      await page.getByLabel('Reason').fill('into silence')
      await routed(page, '**/kill', answer)
      await page.keyboard.press('Control+Enter')
      await page.getByText('It is not known whether the change took place.').waitFor()
    })
  })

  describe('for whoever may only look', () => {
    it('offers no change, and says why and what to do instead', async () => {
      await signIn(page, service.url, service.viewerToken)
      for (const path of ['/', `/corridors/${intent}`]) {
        await page.goto(`${service.url}/#${path}`)
        await page.getByRole('heading', { level: 1 }).waitFor()
        for (const button of await page.getByRole('button', { name: /…( ⇧K)?$/ }).all()) {
          await expect(button.isDisabled()).resolves.toBe(true)
        }
      }
      await page.keyboard.press('Shift+K')
      await page.getByRole('dialog').getByText('You are signed in as viewer').waitFor()
      await page.getByRole('dialog').getByText(`partial-trust kill ${intent}`).waitFor()
    })
  })

  describe('under a plan that asks for two people', () => {
    let strict: ConsoleService
    beforeAll(async () => {
      strict = await startConsoleService(2)
    })
    afterAll(async () => {
      await strict?.stop()
    })

    async function promote(as: string): Promise<ReturnType<Page['getByRole']>> {
      await browser.context.clearCookies()
      await page.goto('about:blank')
      await signIn(page, strict.url, strict.letIn(as))
      await page.getByRole('button', { name: new RegExp(`You: ${as},`) }).waitFor()
      await page.goto(`${strict.url}/#/corridors/${intent}`)
      await page
        .getByRole('group', { name: 'Change this corridor' })
        .getByRole('button', { name: 'Promote…' })
        .click()
      return page.getByRole('dialog')
    }

    it('asks with one, refuses the same one with the reason, and promotes with another', async () => {
      let dialog = await promote('anna')
      await dialog.getByText('The plan needs two people.').waitFor()
      await dialog.getByRole('region', { name: 'Evidence' }).waitFor()
      await dialog.getByLabel('Promote without a GO').check()
      await dialog.getByLabel('Reason').fill('looks well')
      await dialog.getByRole('button', { name: `Ask: promote ${intent}` }).click()
      await dialog.getByText('It waits for a second person.').waitFor()
      await page.keyboard.press('Escape')
      await page.locator('.headline').getByText('expanded waits for a second person.').waitFor()

      dialog = await promote('ANNA')
      await dialog.getByText('Not by you:').waitFor()
      await dialog.getByText(/you asked for this yourself/).waitFor()
      await dialog.getByLabel('Reason').fill('once more')
      await expect(
        dialog.getByRole('button', { name: `Promote ${intent}` }).isDisabled(),
      ).resolves.toBe(true)

      dialog = await promote('ben')
      await dialog.getByText('You are the second person.').waitFor()
      await dialog.getByText('looks well').waitFor()
      await dialog.getByText(/gates?, judged/u).click()
      expect(await readingProblems(page)).toEqual([])
      await dialog.getByLabel('Promote without a GO').check()
      await dialog.getByLabel('Reason').fill('I agree')
      await dialog.getByRole('button', { name: `Agree: promote ${intent}` }).click()
      await page.getByText('Promote: done').waitFor()
      await page.keyboard.press('Escape')
      await page
        .locator('.headline')
        .getByText(/at stage expanded\./)
        .waitFor()
    })
  })

  it('shows a page whose part did not arrive once it is asked for again', async () => {
    await signIn(page, service.url, service.viewerToken)
    await routed(page, '**/assets/audit-*.js', (route) => route.abort())
    await page.getByRole('link', { name: 'Audit' }).click()
    await page.getByRole('alert').getByRole('button', { name: 'Try again' }).waitFor()
    await page.unroute('**/assets/audit-*.js')
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByRole('heading', { name: 'Audit', level: 1 }).waitFor()
  })

  it('says that its simulation did not arrive, where it would seem to be at work for ever', async () => {
    await signIn(page, service.url, service.viewerToken)
    await routed(page, '**/assets/forecast.worker-*.js', (route) => route.abort())
    await page.goto(`${service.url}/#/plan`)
    const alert = page.getByRole('alert').filter({ hasText: 'Its simulation did not arrive' })
    await alert.getByRole('button', { name: 'Try again' }).waitFor()
    await page.unroute('**/assets/forecast.worker-*.js')
    await alert.getByRole('button', { name: 'Try again' }).click()
    await page.getByText(/of 200 rollouts: /).waitFor()
  })

  it('says in its title and with its focus where one is', async () => {
    await signIn(page, service.url, service.viewerToken)
    for (const name of ['Audit', 'Plan', 'Overview']) {
      await page.getByRole('link', { name, exact: true }).click()
      await page.getByRole('heading', { name, level: 1 }).waitFor()
      await expect.poll(() => page.title()).toBe(`${name} · Partial Trust`)
      expect(await page.evaluate('document.activeElement?.id')).toBe('main')
    }
  })
})

/** Holds a change back, as a stopped service does; settles once it has come. */
async function held(page: Page, path: string): Promise<PromiseWithResolvers<Route>> {
  const arrived = Promise.withResolvers<Route>()
  await routed(page, path, (route) => arrived.resolve(route))
  return arrived
}
