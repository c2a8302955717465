import { globSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { contents, contributing, referenceContents } from './contents.ts'
import type { Contents } from './contents.ts'
import { deadLinks } from './dead-links.ts'
import { withLinks } from './links.ts'
import { descriptionOf, pageOf } from './page.ts'
import { schemaTables } from './reference/schema-table.ts'
import { resolveLink } from './resolve.ts'
import { root } from './site-folder.ts'

function sourcesOf({ rows }: Pick<Contents, 'rows'>): readonly string[] {
  return rows.flatMap((row) => ('title' in row ? sourcesOf(row) : [row[0]]))
}

describe('the contents of the site', () => {
  it('have every document', () => {
    const documents = globSync(
      ['*.md', 'docs/*.md', 'docs/operations/*.md', 'contracts/*.md', 'examples/*/README.md'],
      { cwd: root },
    )
    const listed = [...contents, contributing, { rows: referenceContents }].flatMap(sourcesOf)
    expect(documents.filter((path) => !listed.includes(path))).toEqual([])
  })
})

describe('a document as a page', () => {
  it('has its first heading as the title, and its first paragraph as the description', () => {
    const page = pageOf('<!-- written -->\n\n# `explore` & more\n\nOne\n*line* of it.\n\nTwo.\n', {
      slug: 'a',
      source: 'docs/a.md',
    })
    expect(page.title).toBe('explore & more')
    expect(page.body).not.toContain('# ')
    expect(descriptionOf(page)).toBe('One line of it.')
  })

  it('keeps links in code, and changes those of text and images', () => {
    const markdown = '[`a`](a.md) `[b](b.md)` ![c](c.png "see")\n```\n[d](d.md)\n```'
    const changed = withLinks(
      markdown,
      (target, isImage) => `${isImage ? 'image' : 'page'}:${target}`,
    )
    expect(changed).toBe(
      '[`a`](page:a.md) `[b](b.md)` ![c](image:c.png "see")\n```\n[d](d.md)\n```',
    )
  })
})

describe('a link of the repository', () => {
  const places = { slugs: new Map([['docs/llm.md', 'guides/llm']]), base: '/docs/' }

  it('leads to the page of the file', () => {
    expect(resolveLink('../llm.md#a-model', 'docs/operations/people.md', places)).toEqual({
      url: '/docs/guides/llm/#a-model',
      copy: null,
    })
  })

  it('leads to a copy of what is no page', () => {
    expect(resolveLink('../package.json', 'docs/llm.md', places)).toEqual({
      url: '/docs/source/package.json.txt',
      copy: 'package.json',
    })
  })

  it('is refused when it leads nowhere', () => {
    expect(() => resolveLink('gone.md', 'docs/llm.md', places)).toThrow('leads nowhere: gone.md')
  })
})

function check(html: string): readonly string[] {
  return deadLinks({
    files: new Set(['index.html', 'a/index.html', 'a.css']),
    pages: new Map([
      ['index.html', html],
      ['a/index.html', '<h2 id="one">One</h2>'],
    ]),
    base: '/docs/',
  })
}

describe('a built site', () => {
  it('is fine when links, anchors and files are there', () => {
    const html =
      '<link rel="stylesheet" href="/docs/a.css"><a href="/docs/a/#one">a</a><a href="a/">a</a>'
    expect(check(`${html}<a href="https://example.org/">elsewhere</a>`)).toEqual([])
  })

  it.each([
    ['<a href="/docs/b/">b</a>', 'leads nowhere: /docs/b/'],
    ['<a href="/docs/a/#two">a</a>', 'no such anchor: /docs/a/#two'],
    ['<a href="/a/">a</a>', 'lies outside of the site: /a/'],
    ['<img src="https://example.org/a.png">', 'loads from elsewhere: https://example.org/a.png'],
    ['<script src="//example.org/a.js"></script>', 'loads from elsewhere: //example.org/a.js'],
  ])('is not with %s', (html, problem) => {
    expect(check(html)).toEqual([`index.html: ${problem}`])
  })

  it('takes no code for links', () => {
    expect(check('<pre>href="/gone/" &#x3C;a href="/gone/"></pre>')).toEqual([])
  })
})

it('shows every key of a schema, nested ones by their path', () => {
  const tables = schemaTables({
    type: 'object',
    required: ['stages'],
    properties: {
      stages: {
        type: 'array',
        items: {
          type: 'object',
          properties: { rate: { type: 'number', exclusiveMinimum: 0, maximum: 1 } },
        },
      },
    },
  })
  expect(tables).toContain('| `stages` | array; required |  |')
  expect(tables).toContain('## stages[]\n')
  expect(tables).toContain('| `rate` | number, > 0, <= 1 |  |')
})
