import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { demoPage, pages } from '../packages/console/src/ui/pages.ts'

const root = new URL('../', import.meta.url)
const read = (path: string): string => readFileSync(fileURLToPath(new URL(path, root)), 'utf8')

/** The first and second cell of each row: a page and where it stands. */
const rows = read('docs/console.md')
  .split('\n')
  .filter((line) => /^\| .* \|$/u.test(line))
  .map((line) => line.split('|').map((cell) => cell.trim()))
const addresses = rows.flatMap(([, , at = '']) => /^`#(\/[a-z]*)/u.exec(at)?.[1] ?? [])

describe('what is written of the console’s pages', () => {
  it('says of each address what a person sees first there', () => {
    const shown = read('packages/console/src/shown-page.tsx')
    const routes = [...shown.matchAll(/<Route path="(\/[a-z]*)/gu)].map(([, path]) => path)
    expect(routes.length).toBeGreaterThan(8)
    expect(new Set(addresses)).toEqual(new Set(routes))
  })

  it('calls each page as the page does', () => {
    const names = rows.map(([, name]) => name)
    const called = [...pages, demoPage].map(({ name }) => name)
    expect(called.filter((name) => !names.includes(name))).toEqual([])
  })

  it('says so of each dialog', () => {
    const titles = [
      'packages/console/src/dialogs.tsx',
      'packages/console/src/palette/keyboard-help.tsx',
    ]
      .flatMap((path) => [...read(path).matchAll(/<Dialog title="([^"]+)"/gu)])
      .map(([, title]) => title)
    expect(titles.length).toBe(3)
    expect(titles.filter((title) => !rows.some(([, name]) => name === title))).toEqual([])
  })
})
