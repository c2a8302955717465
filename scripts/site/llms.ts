import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { AboutBuild } from './about-build.ts'
import { hidden } from './reference/api-pages.ts'
import { descriptionOf } from './page.ts'
import type { Page, Section } from './page.ts'
import { folders } from './site-folder.ts'
import type { Written } from './write-page.ts'

/**
 * The site for readers that are programs: `llms.txt` lists the pages, each as Markdown beside its
 * HTML, and `llms-full.txt` holds them all but the bulky ones.
 */
export function writeLlms(
  sections: readonly Section[],
  written: readonly Written[],
  { summary, about, base }: { summary: string; about: AboutBuild; base: string },
): void {
  for (const { page, markdown } of written) write(`${page.slug}.md`, markdown)
  const head = `# Partial Trust\n\n> ${summary}\n\nVersion ${about.version}, commit ${about.commit}.`
  const lists = sections.map((section) => listOf(section, base, 2))
  write(
    'llms.txt',
    `${head} Everything in one file, but for the pages of single names of the TypeScript API: [llms-full.txt](${base}llms-full.txt).\n\n${lists.join('\n\n')}\n`,
  )
  const whole = written.filter(({ page }) => page.bulky !== true).map(({ markdown }) => markdown)
  write('llms-full.txt', `${head}\n\n${whole.join('\n\n')}\n`)
}

function listOf({ title, entries }: Section, base: string, level: number): string {
  const shown = entries.filter((entry) => 'slug' in entry || entry.title !== hidden)
  const lines: string[] = [`${'#'.repeat(level)} ${title}`, '']
  for (const entry of shown) {
    if ('slug' in entry) lines.push(lineOf(entry, base))
    else lines.push('', listOf(entry, base, level + 1), '')
  }
  return lines
    .join('\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trimEnd()
}

function lineOf(page: Page, base: string): string {
  const said = descriptionOf(page)
  return `- [${page.title}](${base}${page.slug}.md)${said === '' ? '' : `: ${said}`}`
}

function write(path: string, text: string): void {
  const file = join(folders.public, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
}
