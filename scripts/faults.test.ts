import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const root = new URL('../', import.meta.url)
const read = (path: string): string => readFileSync(fileURLToPath(new URL(path, root)), 'utf8')

const rows = read('docs/faults.md')
  .split('\n')
  .filter((line) => /^\| (?:[A-Z]\d|[78][ ,])/u.test(line))
  .map((line) => line.split('|').map((cell) => cell.trim()))

describe('the table of mended faults', () => {
  it('names tests that are there', () => {
    expect(rows.length).toBeGreaterThan(25)
    for (const [, fault, , file = '', test = ''] of rows) {
      const text = read(file.replaceAll('`', '')).replaceAll("\\'", "'")
      expect(text.includes(test), `${fault}: ${file} has no test "${test}"`).toBe(true)
    }
  })
})
