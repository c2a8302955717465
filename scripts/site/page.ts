/** One page of the site, before its links are rewritten. */
export type Page = {
  /** Where it is served below the site's root, such as `guides/llm`; `index` for the root itself. */
  readonly slug: string
  readonly title: string
  /** In the sidebar, where the title is too long for it. */
  readonly label: string
  /** Markdown without its first heading; links are relative to `source`. */
  readonly body: string
  /** Path in the repository that links are relative to, or that a generated page is made from. */
  readonly source: string
  /** Further lines of front matter. */
  readonly matter?: Readonly<Record<string, unknown>>
  /** Left out of `llms-full.txt`: too many, and found by their names. */
  readonly bulky?: boolean
}

/** A group of the sidebar; groups may hold groups. */
export type Section = {
  readonly title: string
  readonly collapsed?: boolean
  readonly entries: readonly (Page | Section)[]
}

export function pagesOf(section: Section): readonly Page[] {
  return section.entries.flatMap((entry) => ('slug' in entry ? [entry] : pagesOf(entry)))
}

/**
 * A Markdown file as a page: its first heading becomes the title.
 *
 * @throws {Error} when it has none.
 */
export function pageOf(
  markdown: string,
  at: Pick<Page, 'slug' | 'source'> & Partial<Pick<Page, 'label' | 'bulky'>>,
): Page {
  const heading = /^# (.+)\n+/m.exec(markdown)
  if (heading === null) throw new Error(`${at.source}: has no first heading`)
  const title = plain(heading[1] ?? '')
  const body = markdown.slice(0, heading.index) + markdown.slice(heading.index + heading[0].length)
  return { ...at, title, label: at.label ?? title, body }
}

/** The first paragraph of a page, as text of at most 200 characters. */
export function descriptionOf({ body }: Page): string {
  const blocks = body.replaceAll(/<!--[\s\S]*?-->/g, '').split(/\n{2,}/)
  const paragraph = blocks.find((block) => /^[\p{L}`*_“"[(]/u.test(block.trim())) ?? ''
  const text = plain(paragraph.replaceAll(/\s+/g, ' ')).trim()
  return text.length <= 200 ? text : `${text.slice(0, 199).replace(/\s\S*$/, '')}…`
}

/** Markdown of a line without its marks. */
export function plain(markdown: string): string {
  return markdown
    .replaceAll(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll(/[`*]/g, '')
    .replaceAll(/\\(.)/g, '$1')
    .trim()
}
