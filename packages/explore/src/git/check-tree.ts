import type { Dirent } from 'node:fs'
import { resolve } from 'node:path'
import { isInside } from '../guard/check-path.js'
import { openable, shownPath, type BytePath } from '../tree/byte-path.js'
import { entryAt, realPathOf } from '../tree/entry-at.js'
import type { Pacer } from '../tree/pacer.js'
import { walkTree, type TreeEntry } from '../tree/walk-tree.js'
import { readPlainText } from './read-plain.js'
import { Untrusted } from './untrusted.js'

/** Files of the tree that git reads by itself. Older versions follow a link there and quote what they find. */
const rules = /^\.git(?:attributes|ignore|modules)$/iu

/**
 * Checks what git would read of the tree without being asked: rule files that are links or pipes,
 * and the `.git` of repositories inside, which may name one outside.
 *
 * @param places Directories that a repository inside may name: the tree's own and its repository's.
 * @throws {Untrusted} naming the first such file.
 */
export async function checkTree(
  root: string,
  places: readonly string[],
  pacer: Pacer,
): Promise<void> {
  await walkTree(root, pacer, ({ path, name, full, entry }) => {
    if (path === '.git') return false
    if (rules.test(name) && !entry.isFile() && !entry.isDirectory()) {
      throw new Untrusted(
        `${shownPath(path)} is a link or no plain file: git would read what it leads to`,
        'link-outside',
      )
    }
    if (name.toLowerCase() !== '.git') return true
    if (entry.isDirectory()) checkFolder(path, full)
    else checkFile(path, full, entry, places)
    return false
  })
}

function checkFolder(path: TreeEntry['path'], full: BytePath): void {
  for (const name of ['HEAD', 'commondir', 'config', 'objects', 'refs']) {
    const part = entryAt(openable(`${full}/${name}`))
    if (part !== null && (part.isSymbolicLink() || name === 'commondir')) {
      throw new Untrusted(
        `${shownPath(path)}/${name} leads into another repository`,
        'link-outside',
      )
    }
  }
}

function checkFile(
  path: BytePath,
  full: BytePath,
  entry: Dirent<Buffer>,
  places: readonly string[],
): void {
  if (!entry.isFile())
    throw new Untrusted(`${shownPath(path)} is a link or no file`, 'link-outside')
  const text = readPlainText(openable(full), shownPath(path)) ?? ''
  const named = /^gitdir: (.+?)[\r\n]*$/u.exec(text)?.[1]
  if (named === undefined) return
  const written = resolve(shownPath(full), '..', named)
  const target = realPathOf(written) ?? written
  if (!places.some((place) => isInside(place, target))) {
    throw new Untrusted(`${shownPath(path)} names a repository outside the tree`, 'link-outside')
  }
}
