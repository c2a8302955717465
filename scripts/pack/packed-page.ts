import { dirname, join, relative } from 'node:path/posix'

export type PackedPage = {
  /** Where it lies in the package. */
  readonly path: string
  readonly text: string
}

/**
 * What a package carries to read: its README and the pages of `docs/` that it links to. Links to what is
 * not in the package become plain words, so that none is dead where nothing else is there.
 *
 * @param folder The package's folder, relative to the repository's top.
 * @param read Gives the text of a file, by its path relative to the repository's top.
 */
export function packedPages(folder: string, read: (path: string) => string): readonly PackedPage[] {
  const readme = join(folder, 'README.md')
  const pages = [...new Set(targetsOf(readme, read(readme)))].filter((path) =>
    /^docs\/[^/]+\.md$/u.test(path),
  )
  const packed = new Map(pages.map((page) => [page, page]))
  packed.set(readme, 'README.md')
  return [...packed].map(([page, path]) => ({
    path,
    text: relinked(page, path, read(page), packed),
  }))
}

const link = /(!?)\[((?:[^[\]]|\[[^\]]*\])*)\]\(([^)\s]+)\)/gu

function targetsOf(page: string, text: string): readonly string[] {
  return [...text.matchAll(link)].map(([, , , target = '']) => fileOf(page, target))
}

function fileOf(page: string, target: string): string {
  const [file = ''] = target.split('#')
  return file === '' ? page : join(dirname(page), file)
}

function relinked(
  page: string,
  path: string,
  text: string,
  packed: ReadonlyMap<string, string>,
): string {
  return text.replaceAll(link, (whole: string, mark: string, words: string, target: string) => {
    if (/^[a-z]+:/u.test(target)) return whole
    const found = packed.get(fileOf(page, target))
    if (found === undefined) return mark === '' ? words : ''
    const anchor = target.includes('#') ? target.slice(target.indexOf('#')) : ''
    const file = found === path ? '' : relative(dirname(path), found)
    return `[${words}](${file}${anchor})`
  })
}
