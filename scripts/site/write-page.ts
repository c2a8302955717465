import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { isElsewhere, withLinks } from './links.ts'
import { descriptionOf } from './page.ts'
import type { Page } from './page.ts'
import { resolveImage, resolveLink } from './resolve.ts'
import type { Places } from './resolve.ts'
import { folders } from './site-folder.ts'

/** What was written of a page, for whoever reads Markdown instead of HTML. */
export type Written = { readonly page: Page; readonly markdown: string }

/**
 * Writes a page for Starlight, its links made those of the site.
 *
 * @param copies Gets the files that the page links to.
 */
export function writePage(page: Page, places: Places, copies: Set<string>): Written {
  const { slug, title, label, source, body, matter = {} } = page
  // What a fence says to our checks is not the renderer's business.
  const shown = body.replaceAll(/^(\s*```[a-z]+) [^`\n]*$/gm, '$1')
  const changed = (images: (target: string) => string): string =>
    withLinks(shown, (target, isImage) => {
      if (isElsewhere(target)) return target
      if (isImage) return images(target)
      const { url, copy } = resolveLink(target, source, places)
      if (copy !== null) copies.add(copy)
      return url
    })
  const front = {
    title,
    slug: slug === 'index' ? undefined : slug,
    description: descriptionOf(page),
    sidebar: { label },
    source,
    ...matter,
  }
  const lines = Object.entries(front).flatMap(([key, value]) =>
    value === undefined ? [] : [`${key}: ${JSON.stringify(value)}`],
  )
  const file = join(folders.pages, `${slug}.md`)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(
    file,
    `---\n${lines.join('\n')}\n---\n\n${changed((target) => resolveImage(target, source, slug))}`,
  )
  const markdown = `# ${title}\n\n${changed((target) => target)}`
  return { page, markdown }
}
