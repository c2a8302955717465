import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import {
  besideBrowser,
  describeInBrowser,
  readingProblems,
  signIn,
  routed,
} from '../browser.contract.js'
import type { Browser } from '../browser.contract.js'
import { runCommand } from '../run-command.contract.js'
import { intent, startConsoleService } from './console-service.contract.js'
import type { ConsoleService } from './console-service.contract.js'

/** What a person reads off the console, on answers made for it: no test waits for evidence. */
describeInBrowser('a console that can be read', () => {
  let service: ConsoleService
  let browser: Browser
  let page: Page

  beforeAll(async () => {
    ;[service, browser] = await besideBrowser(startConsoleService())
    page = await browser.context.newPage()
    await signIn(page, service.url, service.operatorToken)
  })
  afterAll(async () => {
    await browser?.close()
    await service?.stop()
  })
  /** Each test goes on where the one before has left the page: after one that did not, none can be believed. */
  let astray = false
  beforeEach(({ skip, onTestFailed }) => {
    if (astray) skip('an earlier test left the page where this one does not expect it')
    onTestFailed(() => {
      astray = true
    })
  })

  it('says in red on every page that nobody controls a rollout, until somebody does', async () => {
    const line = page.getByText(`■ Nobody controls the rollout of ${intent}: a NO_GO would close`)
    await line.waitFor()
    await page.getByText('nobody leads the rollouts').waitFor()
    await page.goto(`${service.url}/#/plan`)
    await line.waitFor()
    service.steer()
    await line.waitFor({ state: 'hidden' })
    await page.goto(`${service.url}/#/`)
    await page.getByText(/· [^·]+:\d+ leads the rollouts/u).waitFor()
    await page.getByRole('listitem').getByText('leads the rollouts').waitFor()
  })

  it('shows first the processes that need a look, folds the others, and says where there is no corridor', async () => {
    await routed(page, '**/v1/corridors', async (route) => {
      const response = await route.fetch()
      const view = await response.json()
      const [one] = view.processes
      const processes = Array.from({ length: 30 }, (_, nth) => ({
        ...one,
        instance: `i-${nth}`,
        pid: 5000 + nth,
        state: nth === 29 ? 'silent' : 'alive',
      }))
      await route.fulfill({ response, json: { ...view, corridors: [], processes } })
    })
    await page.goto('about:blank')
    await page.goto(`${service.url}/#/`)
    const rest = page.getByText('18 more that report')
    await rest.waitFor()
    const shown = page.locator('.process')
    await expect(shown.first().textContent()).resolves.toMatch(/:5029silent/u)
    expect(await shown.count()).toBe(12)
    await rest.click()
    await expect.poll(() => shown.count()).toBe(30)
    await page.goto(`${service.url}/#/evidence`)
    await page.getByText('No corridor is registered').waitFor()
    await page.unrouteAll({ behavior: 'ignoreErrors' })
    await page.goto('about:blank')
  })

  it('says what closed a stage, by whom, and offers the next step', async () => {
    await page.goto(`${service.url}/#/corridors/${intent}`)
    await page.getByRole('heading', { name: intent, level: 1 }).waitFor()
    await service.change('kill', '19 of 40 candidates failed')
    const head = page.locator('.headline')
    await head.getByText('Killed: every command gets the baseline.').waitFor()
    await head.getByText('19 of 40 candidates failed').waitFor()
    await head.getByText(/by somebody else/).waitFor()
    await head.getByRole('button', { name: 'Resume…' }).waitFor()
    await service.change('resume', 'mended')
    await head
      .getByText(/The LLM may answer for 10\s%\sof eligible ids at stage canary\./)
      .waitFor()
  })

  it('says what is missing until the model is asked for the first time, in order', async () => {
    await page.goto(`${service.url}/#/`)
    const steps = page.getByRole('region', { name: 'Until the model is asked for the first time' })
    await steps.getByText('A rollout was started: done').waitFor()
    await expect(steps.locator('[aria-current=step]').textContent()).resolves.toMatch(
      /The first command came.*POST \/v1\/decide/u,
    )
    expect(await readingProblems(page)).toEqual([])
    await page.goto(`${service.url}/#/corridors/${intent}`)
  })

  it('takes a price as it is typed, with point or comma', async () => {
    await routed(page, `**/v1/corridors/${intent}`, async (route) => {
      const response = await route.fetch()
      const view = await response.json()
      const { summary } = view
      summary.day = {
        ...summary.day,
        metered: 10,
        attempts: 10,
        input_tokens: 2e6,
        output_tokens: 1e6,
      }
      await route.fulfill({ response, json: view })
    })
    await page.reload()
    const input = page.getByLabel('Price per million input tokens')
    await input.pressSequentially('0.05')
    expect(await input.inputValue()).toBe('0.05')
    await page.getByText('0.1', { exact: true }).waitFor()
    await page.getByLabel('Price per million output tokens').pressSequentially('1,25')
    await page.getByText('1.35', { exact: true }).waitFor()
    // A thousand to one reader and one to another: not guessed.
    await input.fill('1,000')
    await page.getByText('Not sure to be understood. Write it as in 0.05').waitFor()
    expect(await input.getAttribute('aria-invalid')).toBe('true')
    await input.fill('0.05')
    await page.unrouteAll({ behavior: 'ignoreErrors' })
  })

  it('tells bars apart where the system sets every colour', async () => {
    await page.emulateMedia({ forcedColors: 'active' })
    const colours = await page.evaluate(
      "['now', 'next'].map((which) => getComputedStyle(document.querySelector(`.step-${which} .step-bar`)).backgroundColor)",
    )
    expect(new Set(Object.values(Object(colours))).size).toBe(2)
    await page.emulateMedia({ forcedColors: 'none' })
  })

  it('hides nothing that has the focus behind its head or its navigation, on a phone', async () => {
    await page.setViewportSize({ width: 375, height: 640 })
    await page.locator('main').focus()
    const hidden: unknown[] = []
    for (let presses = 0; presses < 30; presses++) {
      await page.keyboard.press('Tab')
      hidden.push(await page.evaluate(hiddenFocus))
    }
    expect(hidden.filter((one) => one !== null)).toEqual([])
    await page.setViewportSize({ width: 1440, height: 900 })
  })

  it('says that its numbers are old where the service is heard and does not answer', async () => {
    await page.goto(`${service.url}/#/`)
    await page.getByText('1 process reporting').waitFor()
    const json = { title: 'Something went wrong', detail: 'See the service’s standard error.' }
    await routed(page, '**/v1/corridors', (route) => route.fulfill({ status: 500, json }))
    // As if a while had passed, without one passing.
    await page.evaluate('{ const now = Date.now; Date.now = () => now() + 60000 }')
    await page.evaluate("dispatchEvent(new Event('offline'))")
    const old = page.getByRole('region', { name: 'Old numbers' })
    await old.getByText('Something went wrong. See the service’s standard error.').waitFor()
    await old.getByText(/What is oldest was told \d+ (s|min) ago/).waitFor()
    await page.unrouteAll({ behavior: 'ignoreErrors' })
    await old.getByRole('button', { name: 'Try again' }).press('Enter')
    await old.waitFor({ state: 'hidden' })
    await page.goto('about:blank')
    await page.goto(`${service.url}/#/corridors/${intent}`)
  })

  it.each([
    ['You', '**/v1/me', () => page.getByRole('button', { name: /^You:/ }).click()],
    ['Promote', '**/gate', () => page.getByRole('button', { name: 'Promote…' }).first().click()],
  ])(
    'does not wait for ever in the dialog %s for what is not answered',
    async (_name, path, open) => {
      await page.goto('about:blank')
      await routed(page, path, (route) =>
        route.fulfill({ status: 500, json: { title: 'It broke' } }),
      )
      await page.goto(`${service.url}/#/corridors/${intent}`)
      await page.getByRole('heading', { name: intent, level: 1 }).waitFor()
      await open()
      const dialog = page.getByRole('dialog')
      await dialog.getByText('It broke.').waitFor()
      await page.unrouteAll({ behavior: 'ignoreErrors' })
      await dialog.getByRole('button', { name: 'Try again' }).press('Enter')
      await dialog.getByText('It broke.').waitFor({ state: 'hidden' })
      await page.keyboard.press('Escape')
    },
  )

  it.each([
    ['readiness', 'Plan', 'h2', '3. Plan'],
    ['runbook', 'After a stop', 'summary', 'After a stop'],
  ])('takes the focus along from the contents of %s', async (path, name, element, text) => {
    await page.goto(`${service.url}/#/${path}`)
    await page.getByRole('heading', { level: 1 }).waitFor()
    expect(await readingProblems(page)).toEqual([])
    await page
      .getByRole('navigation', { name: /^(Parts|Contents)$/ })
      .getByRole('button', { name })
      .first()
      .press('Enter')
    await expect.poll(() => focused(page)).toContain(text)
    const at = await page.evaluate(
      '[document.activeElement.localName, document.activeElement.getBoundingClientRect().top]',
    )
    const [localName, top] = Object.values(Object(at))
    expect(localName).toBe(element)
    // Below the head, not behind it.
    expect(top).toBeGreaterThanOrEqual(56)
  })

  it('says nothing of latency where nobody was asked', async () => {
    await page.goto(`${service.url}/#/corridors/${intent}`)
    await page.getByText('No candidate was asked for in the last 24 hours').waitFor()
    await expect(page.getByText('timed out').count()).resolves.toBe(0)
  })

  it('reads a chart’s values out by keyboard, and leaves a gap where nothing came', async () => {
    await routed(page, `**/v1/corridors/${intent}/metrics*`, async (route) => {
      const response = await route.fetch()
      const view = await response.json()
      const eligible = [10, 10, 0, 10, 10]
      const metrics = view.metrics.map((series: object) => ({
        ...series,
        s: [1, 0, 0, 2, 1],
        n: [5, 5, 0, 5, 5],
      }))
      await route.fulfill({ response, json: { ...view, eligible, sampled: eligible, metrics } })
    })
    await page.getByRole('button', { name: '1 h', exact: true }).click()
    const chart = page.getByRole('slider', { name: /^Attempt errors over time/ })
    await chart.focus()
    await page.keyboard.press('End')
    await expect
      .poll(() => chart.getAttribute('aria-valuetext'))
      .toMatch(/1 of 5 in this step · 20.% so far/)
    await page.keyboard.press('ArrowLeft')
    await page.keyboard.press('ArrowLeft')
    await expect.poll(() => chart.getAttribute('aria-valuetext')).toContain('closed, or no traffic')
    // Something is drawn: before, the first marks made the chart forget its scale for good.
    await expect.poll(() => chart.locator('canvas').evaluate(coloursOf)).toBeGreaterThan(3)
    await page.keyboard.press('+')
    await page.getByRole('button', { name: 'All of it' }).waitFor()
    await page.getByRole('button', { name: 'All of it' }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'All of it' }).waitFor({ state: 'hidden' })
    // A button that goes with its own press takes the focus along to nowhere.
    await expect.poll(() => focused(page)).toBe('1 h')
    await chart.focus()
    await page.keyboard.press('+')
    await page.keyboard.press('0')
    await page.getByRole('button', { name: 'All of it' }).waitFor({ state: 'hidden' })
    await chart.hover()
    await page
      .locator('.chart-readout')
      .first()
      .getByText(/so far|closed/)
      .waitFor()
    await chart.focus()
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Records', level: 1 }).waitFor()
    await expect(page.getByLabel('From').inputValue()).resolves.toMatch(/^\d{4}-/)
    await page.unrouteAll()
  })

  it('keeps the page, and its kill switch, where the palette does not arrive', async () => {
    await routed(page, '**/palette-*.js', (route) => route.abort())
    await page.goto('about:blank')
    await page.goto(`${service.url}/#/`)
    await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor()
    await page.keyboard.press('Control+K')
    const dialog = page.getByRole('dialog', { name: 'Go to, or do' })
    await dialog.getByRole('button', { name: 'Try again' }).waitFor()
    await page.keyboard.press('Escape')
    await page.keyboard.press('Shift+K')
    await page.getByRole('dialog', { name: /^Kill/u }).waitFor()
    await page.keyboard.press('Escape')
    await page.unrouteAll()
    await page.goto('about:blank')
  })

  it('goes anywhere, and to a kill, by ⌘K and the keyboard alone', async () => {
    await page.goto(`${service.url}/#/`)
    await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor()
    await page.keyboard.press('Control+K')
    const palette = page.getByRole('combobox', { name: 'Go to, or do' })
    await palette.waitFor()
    await page.keyboard.type('audit')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Audit', level: 1 }).waitFor()
    await page.keyboard.press('Control+K')
    await palette.waitFor()
    await page.keyboard.type(`kill ${intent}`)
    await page.keyboard.press('Enter')
    await page.getByRole('dialog', { name: `Kill ${intent}` }).waitFor()
    await page.keyboard.press('Escape')
    // Not to the body, where the next Tab would begin at the top of everything.
    await expect.poll(() => page.evaluate('document.activeElement?.id')).toBe('main')
    await page.keyboard.press('?')
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor()
    await page.keyboard.press('Escape')
    await page.goto(`${service.url}/#/records`)
    await page.getByLabel('Trace or command id').waitFor()
    await page.keyboard.press('/')
    await expect
      .poll(() => page.evaluate('document.activeElement?.labels?.[0]?.textContent'))
      .toContain('Trace or command id')
  })

  it('tells at once, and to screen readers, what somebody else has changed', async () => {
    await page.goto(`${service.url}/#/plan`)
    await page.getByRole('heading', { name: 'Plan', level: 1 }).waitFor()
    await service.change('kill', 'seen by somebody else')
    const news = page.getByRole('status').filter({ hasText: 'seen by somebody else' })
    await news.getByText(/changed by somebody else: Killed/).waitFor()
    await service.change('resume', 'put right')
    await page.getByRole('status').filter({ hasText: 'put right' }).waitFor()
    await page.getByRole('button', { name: 'Put this news away' }).press('Enter')
    await expect.poll(() => page.evaluate('document.activeElement?.id')).toBe('main')
  })

  it('shows the incident timeline of one corridor, and takes it along', async () => {
    await page.goto(`${service.url}/#/audit/${intent}`)
    await page.getByText('seen by somebody else').waitFor()
    const list = page.getByLabel('Corridor')
    await expect(list.inputValue()).resolves.toBe(intent)
    // Who chooses by the arrow keys stays in the list, press after press.
    await list.focus()
    await page.keyboard.press('ArrowUp')
    await page.waitForURL(/#\/audit$/)
    await page.keyboard.press('ArrowDown')
    await page.waitForURL(new RegExp(`#/audit/${intent}$`, 'u'))
    expect(await focused(page)).toMatch(/^Corridor/u)
    const download = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Export JSON' }).click()
    expect((await download).suggestedFilename()).toBe('audit.json')
  })

  it('answers a what-if with the core’s own simulation', async () => {
    await page.goto(`${service.url}/#/plan`)
    await page
      .getByText(/of 200 rollouts: .* completed, .* stopped, .* undecided/)
      .first()
      .waitFor()
  })

  it('finds a decision by its id, shows it in full, and exports what is shown', async () => {
    const headers = { 'content-type': 'application/json' }
    for (let index = 0; index < 60; index++) {
      const command = {
        command_id: `night-${index}`,
        user_id: 'u-1',
        timestamp: new Date().toISOString(),
        text: 'add milk to my shopping list',
        capabilities: ['start_job'],
        context: { household: { members: [{ user_id: 'u-1' }] } },
      }
      await fetch(`${service.url}/v1/decide`, {
        method: 'POST',
        headers,
        body: JSON.stringify(command),
      })
    }
    await page.goto(`${service.url}/#/records`)
    const found = page.locator('.record-list > li')
    await found.first().waitFor()
    // Another line every few seconds, which nobody asked to hear.
    const told = page.getByRole('status').filter({ hasText: 'looked through' })
    expect(await told.count()).toBe(0)
    const all = await found.count()
    await found.first().locator('summary').click()
    const record = JSON.parse((await found.first().locator('pre').textContent()) ?? '')
    expect(record.command_id).toMatch(/^night-/)
    await page.getByLabel('Trace or command id').fill(record.command_id)
    await expect.poll(() => found.count()).toBeLessThan(all)
    await told.waitFor()
    const download = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Export CSV' }).click()
    expect((await download).suggestedFilename()).toBe('records.csv')
    await page.getByLabel('Trace or command id').fill('nobody')
    await page.getByText('No record fits').waitFor()
    await page.getByRole('button', { name: 'Clear the search' }).press('Enter')
    await found.first().waitFor()
    await expect.poll(() => focused(page)).toBe('Trace or command id')
  })

  it('is answered in packed form on every route that has something to pack', async () => {
    const headers = {
      authorization: `Bearer ${service.viewerToken}`,
      'accept-encoding': 'br',
    }
    const { paths } = Object(await (await fetch(`${service.url}/openapi.json`)).json())
    const asked = Object.keys(paths)
      .filter((path) => paths[path].get !== undefined && !/events|replay|tune|parts/u.test(path))
      .map((path) => path.replace('{intent}', intent))
    const plain: string[] = []
    for (const path of [...asked, '/metrics', '/']) {
      const response = await fetch(`${service.url}${path}`, { headers })
      const { length } = await response.text()
      if (length > 1024 && response.headers.get('content-encoding') !== 'br') plain.push(path)
    }
    expect(asked.length).toBeGreaterThan(12)
    expect(plain).toEqual([])
  })

  it('replays those decisions, tunes and judges the parts, as the commands say', async () => {
    await page.goto(`${service.url}/#/evidence`)
    const settings = page.getByRole('region', { name: 'Settings side by side' })
    await settings.getByRole('row', { name: /^as it was/ }).waitFor()
    await page.getByLabel('Least confidences').fill('0,5,0,6')
    await page.getByText('Not sure to be understood. Write it as in 0.6, 0.75').waitFor()
    await page.getByLabel('Least confidences').fill('0,75')
    await page.getByRole('button', { name: 'Replay', exact: true }).press('Enter')
    await settings.getByRole('row', { name: /confidence at least 0.75/ }).waitFor()
    await page.getByText(/^partial-trust replay --stage canary .*--confidence 0.75/).waitFor()
    expect(await focused(page)).toBe('Replay')
    await page.getByRole('link', { name: 'Tune' }).press('Enter')
    await page
      .getByRole('alert')
      .getByText(/nothing to tune/)
      .waitFor()
    await page.getByRole('link', { name: 'Parts' }).click()
    await page
      .getByRole('alert')
      .getByText(/carries a closed list to judge by/)
      .waitFor()
  })

  it('takes the evidence of a stage along in a file that checks', async () => {
    const download = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Evidence bundle' }).click()
    const file = await download
    expect(file.suggestedFilename()).toBe(`${intent}.canary.bundle.json`)
    const path = await file.path()
    const checked = await runCommand(['evidence-bundle', '--check', path, '--json'])
    expect(JSON.parse(checked.stdout)).toMatchObject({ result: 'PASS' })
  })

  it('keeps the focus in a search while the page is brought up to date', async () => {
    await page.goto(`${service.url}/#/records`)
    const search = page.getByLabel('Trace or command id')
    await search.click()
    await page.keyboard.type('a')
    await page.waitForURL(/records\/.*id=a$/)
    // The stream of events is made anew, and with its first word everything is asked for again.
    const brought = page.waitForResponse(/\/v1\/corridors$/)
    await page.evaluate("dispatchEvent(new Event('offline'))")
    await brought
    await page.keyboard.type('b')
    await expect(search.inputValue()).resolves.toBe('ab')
    await page.keyboard.press('Control+A')
    await page.keyboard.press('Delete')
    await page.waitForURL(/#\/records$/)
    await expect(search.inputValue()).resolves.toBe('')
    await page.goto(`${service.url}/#/`)
  })

  it('searches, exports and promotes by the keyboard alone', async () => {
    // The candidates of the tests before failed: the sentinel may have closed the stage.
    await service.change('kill', 'a clean start')
    await service.change('resume', 'a clean start')
    await page.goto(`${service.url}/#/records`)
    await page.getByRole('heading', { name: 'Records', level: 1 }).waitFor()
    const found = page.locator('.record-list > li')
    const one = JSON.parse((await found.first().locator('pre').textContent()) ?? '')
    await page.keyboard.press('/')
    const search = page.getByLabel('Trace or command id')
    await expect.poll(() => focused(page)).toMatch(/^Trace or command id/u)
    await page.keyboard.type(one.command_id)
    await expect(search.inputValue()).resolves.toBe(one.command_id)
    await expect.poll(() => found.count()).toBe(1)
    await tabTo(page, 'Export CSV', 'Shift+Tab')
    const download = page.waitForEvent('download')
    await page.keyboard.press('Enter')
    expect((await download).suggestedFilename()).toBe('records.csv')
    await page.keyboard.press('Control+K')
    await page.getByRole('combobox', { name: 'Go to, or do' }).waitFor()
    await page.keyboard.type(`promote ${intent}`)
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').getByLabel('Reason').waitFor()
    await page.keyboard.type('by keyboard')
    await tabTo(page, 'Promote without a GO', 'Shift+Tab')
    await page.keyboard.press('Space')
    await tabTo(page, 'Reason', 'Tab')
    await page.keyboard.press('Control+Enter')
    await page.getByText('Promote: done').waitFor()
    await page.keyboard.press('Escape')
  })
})

/** How many colours a canvas shows: 1 where nothing was drawn. Runs in the page. */
function coloursOf(canvas: object): number {
  const { width, height } = Object(canvas)
  const { data } = Object(canvas)
    .getContext('2d')
    .getImageData(60, 12, width - 70, height - 50)
  const seen = new Set<number>()
  for (let at = 0; at < data.length; at += 4) {
    if (data[at + 3] > 200) seen.add(data[at] * 65_536 + data[at + 1] * 256 + data[at + 2])
  }
  return seen.size
}

/** What has the focus and is not to be seen, by what lies over it; null where it is seen. Runs in the page. */
const hiddenFocus = `(() => {
  const focused = document.activeElement
  // Behind the last one the browser itself comes.
  if (focused === document.body) return null
  const { left, width, top, height } = focused.getBoundingClientRect()
  const over = document.elementFromPoint(Math.min(left + width / 2, innerWidth - 1), top + height / 2)
  const seen = over !== null && (focused.contains(over) || over.contains(focused))
  return seen ? null : [focused.textContent, over?.className]
})()`

/** What has the focus, by its label. */
async function focused(page: Page): Promise<string> {
  const label = await page.evaluate(
    `(({ labels, textContent, ariaLabel }) => labels?.[0]?.textContent ?? ariaLabel ?? textContent)(document.activeElement)`,
  )
  return String(label)
}

/** Presses a key until what is called so has the focus. */
async function tabTo(page: Page, name: string, key: 'Tab' | 'Shift+Tab'): Promise<void> {
  for (let presses = 0; presses < 40; presses++) {
    if ((await focused(page)).includes(name)) return
    await page.keyboard.press(key)
  }
  throw new Error(`${name} cannot be reached with ${key}`)
}
