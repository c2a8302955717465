import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'
import { contrastProblems } from './readable-looks.contract.ts'

/**
 * What axe finds on a page: the rule and the first place that breaks it.
 *
 * @param what The colours alone, which differ by scheme; default: everything.
 */
export async function accessibilityProblems(
  page: Page,
  what: 'everything' | 'colours' = 'everything',
): Promise<readonly unknown[]> {
  if ((await page.evaluate('typeof axe')) === 'undefined') {
    const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js')
    await page.evaluate(readFileSync(axe, 'utf8'))
  }
  const colours = await contrastProblems(page)
  return what === 'colours' ? colours : [...(await otherProblems(page)), ...colours]
}

async function otherProblems(page: Page): Promise<readonly unknown[]> {
  const options = {
    resultTypes: ['violations'],
    rules: { 'color-contrast': { enabled: false } },
  }
  return page.evaluate(
    `axe.run(document, ${JSON.stringify(options)}).then(({ violations }) => violations.map(({ id, nodes }) => [id, nodes[0].html]))`,
  )
}
