/**
 * Writes down what a screen reader is given while somebody kills a corridor with the keyboard alone, from a
 * running demo in Chromium: docs/kill-transcript.md. Needs /usr/bin/chromium.
 */
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { openBrowser, signIn } from '../packages/cli/src/browser.contract.ts'
import { startDemo } from '../packages/cli/src/console/demo-process.contract.ts'

const parts: string[] = [
  '# A kill, as a screen reader is given it\n',
  'Written by `npm run transcript` from the running demo: the accessibility tree of what changed after each key. Ids, ages and counts differ from run to run.\n',
]

/** The focus and the tree of a part of the page after a key. */
async function note(page: Page, key: string, where: string): Promise<void> {
  const part = page.locator(where).first()
  await part.waitFor()
  const focus = await page.evaluate(
    `(({ tagName, textContent, labels, ariaLabel }) => ((labels?.[0]?.textContent ?? ariaLabel ?? textContent ?? '').trim().slice(0, 60)) + ' (' + tagName.toLowerCase() + ')')(document.activeElement)`,
  )
  const tree = await part.ariaSnapshot()
  parts.push(`## ${key}\n\nFocus: ${String(focus)}\n\n\`\`\`yaml\n${tree}\n\`\`\`\n`)
}

const demo = await startDemo(60)
const browser = await openBrowser()
try {
  const page = await browser.context.newPage()
  await signIn(page, demo.url, demo.operatorToken)
  await page
    .getByText(/at stage/)
    .first()
    .waitFor()
  await note(page, 'The overview', 'main')
  await page.keyboard.press('Control+K')
  await page.getByRole('combobox').waitFor()
  await page.keyboard.type('kill add')
  await note(page, 'Ctrl K, then `kill add`', 'dialog')
  await page.keyboard.press('Enter')
  await page.getByLabel('Reason').waitFor()
  await note(page, 'Enter', 'dialog')
  await page.keyboard.type('a drill, by keyboard')
  await page.keyboard.press('Control+Enter')
  await page.getByText('1 of 1 running processes confirm that they are closed').waitFor()
  await note(page, 'The reason, then Ctrl Enter', 'dialog')
  await page.keyboard.press('Enter')
  await page.getByRole('dialog').waitFor({ state: 'hidden' })
  await note(page, 'Enter, on Close: what the page announces', '.news')
} finally {
  await browser.close()
  await demo.stop()
}
const file = fileURLToPath(new URL('../docs/kill-transcript.md', import.meta.url))
writeFileSync(file, parts.join('\n'))
process.stderr.write('docs/kill-transcript.md\n')
