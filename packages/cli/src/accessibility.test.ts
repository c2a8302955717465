import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { accessibilityProblems } from './accessibility.contract.js'
import { describeInBrowser, launchBrowser } from './browser.contract.js'

const rows = (odd: string): string =>
  Array.from(
    { length: 60 },
    (_, i) => `<li>row ${i} of <b>many</b></li>${i === 20 ? odd : ''}`,
  ).join('')

describeInBrowser('what axe is asked of a page of many rows alike', () => {
  let browser: Browser
  let page: Page
  beforeAll(async () => {
    browser = await launchBrowser()
    page = await browser.newPage()
  })
  afterAll(() => browser?.close())

  const problemsOf = async (odd: string): Promise<readonly unknown[]> => {
    await page.setContent(
      `<!doctype html><html lang="en"><title>Rows</title><main><h1>Rows</h1><ul>${rows(odd)}</ul></main>`,
    )
    return accessibilityProblems(page)
  }

  it('is nothing where all can be read', async () => {
    expect(await problemsOf('<li>as readable</li>')).toEqual([])
  })

  it.each([
    ['of a pale text', '<li style="color: #aaa">odd</li>'],
    ['on a dark ground', '<li style="background: #333">odd</li>'],
    ['on the ground of what holds it', '<li style="background: #333"><span><i>odd</i></span></li>'],
    ['behind a veil', '<li style="opacity: 0.4">odd</li>'],
    ['in a field', '<li><input aria-label="odd" value="odd" style="color: #bbb"></li>'],
    [
      'too small for its colour',
      '<li style="font-size: 30px; color: #888">fine</li><li style="color: #888">odd</li>',
    ],
  ])('is the one %s among them', async (_what, odd) => {
    expect(await problemsOf(odd)).toMatchObject([
      ['color-contrast', expect.stringContaining('odd')],
    ])
  })

  it('is what has no name, too', async () => {
    expect(await problemsOf('<li><button></button></li>')).toMatchObject([
      ['button-name', '<button></button>'],
    ])
  })
})
