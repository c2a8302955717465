import { copyFileSync, globSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { aboutBuild } from './about-build.ts'
import { landing } from './landing.ts'
import { writeLlms } from './llms.ts'
import { pagesOf } from './page.ts'
import type { Section } from './page.ts'
import { hidden } from './reference/api-pages.ts'
import { openapiDocument } from './reference/openapi-document.ts'
import { reference } from './reference/reference.ts'
import { copyOf } from './resolve.ts'
import { handwritten } from './sections.ts'
import { folders, root, site } from './site-folder.ts'
import { writePage } from './write-page.ts'

/** Writes everything that Astro then renders: pages, sidebar, copies of linked sources, llms.txt. */
export async function writeSite(base: string): Promise<number> {
  for (const folder of [folders.pages, folders.public, folders.generated]) {
    rmSync(folder, { recursive: true, force: true })
    mkdirSync(folder, { recursive: true })
  }
  // Astro keeps what it rendered, whatever was configured since.
  for (const kept of ['.astro', 'node_modules/.astro']) {
    rmSync(join(site, kept), { recursive: true, force: true })
  }
  const openapi = await openapiDocument()
  const { main, last } = handwritten()
  const sections = [...main, await reference(openapi), last]
  const pages = sections.flatMap(pagesOf)
  const slugs = new Map(
    pages.flatMap(({ slug, source }) => (source.endsWith('.md') ? [[source, slug]] : [])),
  )
  const first = landing(base)
  const copies = new Set<string>()
  const written = [first, ...pages].map((page) => writePage(page, { slugs, base }, copies))
  for (const path of copies) copy(path)
  copyFileSync(
    join(root, 'packages/console/public/favicon.svg'),
    join(folders.public, 'favicon.svg'),
  )
  writeFileSync(join(folders.public, 'openapi.json'), `${JSON.stringify(openapi, null, 2)}\n`)
  const about = aboutBuild()
  writeGenerated('about.json', about)
  writeGenerated('sidebar.json', sections.map(sidebarOf))
  const summary = taglineOf(first.matter ?? {})
  writeLlms(sections, written, { summary, about, base })
  return written.length
}

function taglineOf({ hero }: Readonly<Record<string, unknown>>): string {
  return typeof hero === 'object' && hero !== null && 'tagline' in hero ? String(hero.tagline) : ''
}

function copy(path: string): void {
  const to = join(folders.public, copyOf(path))
  mkdirSync(dirname(to), { recursive: true })
  const from = join(root, path)
  if (!statSync(from).isDirectory()) copyFileSync(from, to)
  else {
    const files = globSync('**/*.*', { cwd: from, exclude: ['**/node_modules', '**/dist'] })
    writeFileSync(to, `${files.toSorted().join('\n')}\n`)
  }
}

function writeGenerated(name: string, value: unknown): void {
  writeFileSync(join(folders.generated, name), `${JSON.stringify(value, null, 2)}\n`)
}

/** A group as Starlight's configuration has it. */
function sidebarOf({ title, collapsed = false, entries }: Section): object {
  const items = entries.flatMap((entry): object[] => {
    if ('slug' in entry) return [{ slug: entry.slug, label: entry.label }]
    return entry.title === hidden ? [] : [sidebarOf(entry)]
  })
  return { label: title, collapsed, items }
}
