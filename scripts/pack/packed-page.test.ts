import { readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { describe, expect, it } from 'vitest'
import { anchorsOf, linksOf } from '../docs/markdown.ts'
import { packedPages } from './packed-page.ts'
import { published, root } from './published.ts'

const files: Readonly<Record<string, string>> = {
  'packages/some/README.md':
    'See [the guide](../../docs/guide.md#how), [others](https://example.org), [code](src/index.ts).\n',
  'docs/guide.md':
    '![A picture](images/a.png)\n# How\n[Up](#how) [decided](adr/001.md) [more](more.md)\n[![badge](b.svg)](x.md)\n',
}

describe('what a package carries to read', () => {
  it('is its README and what that links to, without links to what is not there', () => {
    expect(packedPages('packages/some', (path) => files[path] ?? '')).toEqual([
      { path: 'docs/guide.md', text: '\n# How\n[Up](#how) decided more\n![badge](b.svg)\n' },
      {
        path: 'README.md',
        text: 'See [the guide](docs/guide.md#how), [others](https://example.org), code.\n',
      },
    ])
  })

  it.each(published())('of $manifest.name says what it is and leads nowhere dead', ({ folder }) => {
    const pages = packedPages(relative(root, folder), (path) =>
      readFileSync(join(root, path), 'utf8'),
    )
    const byPath = new Map(pages.map(({ path, text }) => [path, text]))
    const readme = byPath.get('README.md') ?? ''
    const [, about = ''] = readme.split('\n\n')
    expect(about.length).toBeGreaterThan(100)
    expect(about.length).toBeLessThan(600)
    expect(readme).toMatch(/^```(?:ts|sh)\b/mu)
    expect(pages.length).toBeGreaterThanOrEqual(2)
    for (const { path, text } of pages) {
      for (const { target } of linksOf(text)) {
        if (/^[a-z]+:/u.test(target)) continue
        const [file = '', anchor] = target.split('#')
        const to = byPath.get(file === '' ? path : join(join(path, '..'), file))
        expect(to, `${path} -> ${target}`).toBeDefined()
        if (anchor !== undefined) expect(anchorsOf(to ?? '')).toContain(anchor)
      }
    }
  })
})
