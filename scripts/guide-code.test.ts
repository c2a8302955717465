import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const root = new URL('../', import.meta.url)
const guide = readFileSync(new URL('docs/corridor.md', root), 'utf8')
const blocks = [...guide.matchAll(/^```ts\n\/\/ (\S+)\n([\s\S]*?)^```$/gm)]

describe('the code in docs/corridor.md', () => {
  it('names its file in every block', () => {
    expect(blocks.length).toBeGreaterThanOrEqual(5)
    expect(blocks.length).toBe(guide.split('```ts').length - 1)
  })

  it.each(blocks.map(([, path = '', code = '']) => ({ path, code })))(
    'stands in $path, which is compiled and tested',
    ({ path, code }) => {
      const file = readFileSync(new URL(path, root), 'utf8')
      expect(file).toContain(code)
    },
  )
})
