import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { contents, contributing } from './contents.ts'
import type { Contents, Row } from './contents.ts'
import { pageOf } from './page.ts'
import type { Page, Section } from './page.ts'
import { root } from './site-folder.ts'

/** What the repository's own documents fill. Reference comes between them: see `reference`. */
export function handwritten(): { readonly main: readonly Section[]; readonly last: Section } {
  return {
    main: contents.map(sectionOf),
    last: { ...sectionOf(contributing), entries: lastOnes() },
  }
}

function lastOnes(): readonly (Page | Section)[] {
  return [
    ...sectionOf(contributing).entries,
    { title: 'Decisions', collapsed: true, entries: decisions() },
  ]
}

function sectionOf({ title, rows, collapsed = false }: Contents): Section {
  return {
    title,
    collapsed,
    entries: rows.map((row) => ('title' in row ? sectionOf(row) : pageOfRow(row))),
  }
}

export function pageOfRow([source, slug, label]: Row): Page {
  const markdown = readFileSync(join(root, source), 'utf8')
  return pageOf(markdown, { source, slug, ...(label === undefined ? {} : { label }) })
}

function decisions(): readonly Page[] {
  const files = globSync('docs/adr/*.md', { cwd: root })
  const numbered = files.flatMap((source) => {
    const number = /\/(?:ADR-)?(\d{3})/.exec(source)?.[1]
    return number === undefined ? [] : [{ source, number }]
  })
  const index = pageOfRow(['docs/adr/README.md', 'decisions', 'All decisions'])
  const pages = numbered
    .toSorted((one, other) => one.number.localeCompare(other.number))
    .map(({ source, number }) => {
      const page = pageOfRow([source, `decisions/${number}`])
      const label = page.title.replace(/^(?:ADR[ -])?\d{3}:? /, '')
      return { ...page, label: `${number} ${label}` }
    })
  return [index, ...pages]
}
