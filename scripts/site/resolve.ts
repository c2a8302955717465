import { existsSync } from 'node:fs'
import { dirname, join, posix, relative } from 'node:path'
import { folders, root } from './site-folder.ts'

export type Places = {
  /** Slugs by the file that they are made from. */
  readonly slugs: ReadonlyMap<string, string>
  /** Path that the site is served under, with a slash at both ends. */
  readonly base: string
}

/** Where a page's links lead: to pages, and to files that are copied beside them. */
export type Resolved = {
  readonly url: string
  /** A file or folder of the repository to be copied to the site, as text: a folder as a list. */
  readonly copy: string | null
}

/**
 * A link of the repository as a link of the site.
 *
 * @param source The file that the link stands in, relative to the repository.
 * @throws {Error} when it leads nowhere.
 */
export function resolveLink(target: string, source: string, { slugs, base }: Places): Resolved {
  const [file = '', anchor] = target.split('#')
  if (file.startsWith('/')) return { url: `${base}${target.slice(1)}`, copy: null }
  const path = posix.join(posix.dirname(source), decodeURI(file)).replace(/\/$/, '')
  const hash = anchor === undefined ? '' : `#${anchor}`
  const slug = slugs.get(path) ?? slugs.get(posix.join(path, 'README.md'))
  if (slug !== undefined) return { url: `${base}${urlOf(slug)}${hash}`, copy: null }
  if (!existsSync(join(root, path))) throw new Error(`${source}: leads nowhere: ${target}`)
  return { url: `${base}${copyOf(path)}`, copy: path }
}

/** An image, as the page that lies in the site's folder finds it. */
export function resolveImage(target: string, source: string, slug: string): string {
  const from = dirname(join(folders.pages, `${slug}.md`))
  return relative(from, join(root, dirname(source), decodeURI(target)))
}

export function urlOf(slug: string): string {
  return slug === 'index' ? '' : `${slug}/`
}

/** Sources are served as text: not every server knows what a `.ts` is. */
export function copyOf(path: string): string {
  return `source/${path}.txt`
}
