import { dirname, isAbsolute, join, resolve, sep } from 'node:path'
import { entryAt, realPathOf, targetOf } from '../tree/entry-at.js'
import { refuse, type Refused } from './refusal.js'

export type CheckedPath = {
  readonly kind: 'path'
  /** As given: what the command gets. */
  readonly path: string
  readonly exists: boolean
}

/** What systems take; longer ones exist nowhere. */
const longestPath = 4_096

/**
 * Whether a path, read from the top of the tree, stays inside it: by its letters and by where its
 * links lead. What it names must be a file or a directory; a pipe or a device could block or act.
 * A path that does not exist yet passes when the nearest directory above it is inside.
 *
 * @param root The tree's real, absolute path.
 */
export function checkPath(root: string, path: string): CheckedPath | Refused {
  if (path === '') return refuse('bad-value', 'an empty path')
  if (path.length > longestPath) {
    return refuse('too-much', `a path is longer than ${longestPath} characters`)
  }
  if (path.includes('\0')) return refuse('character', 'a path with a NUL character')
  if (isAbsolute(path)) {
    return refuse('path-outside', `"${path}" is absolute; paths start at the top of the repository`)
  }
  if (!isInside(root, resolve(root, path))) {
    return refuse('path-outside', `"${path}" leads out of the repository`)
  }
  // Not `join`: it would drop `link/..` before the links are followed.
  const full = `${root}/${path}`
  const real = realPathOf(full)
  if (real === null) {
    if (entryAt(full)?.isSymbolicLink() === true) {
      return refuse('link-outside', `"${path}" is a link that leads to nothing or in a circle`)
    }
    return isInside(root, nearestRealDirectory(dirname(full)))
      ? { kind: 'path', path, exists: false }
      : refuse('link-outside', `"${path}" leads out of the repository through a link`)
  }
  if (!isInside(root, real)) {
    return refuse('link-outside', `"${path}" leads out of the repository through a link`)
  }
  const entry = targetOf(real)
  if (entry !== null && !entry.isFile() && !entry.isDirectory()) {
    return refuse('not-a-file', `"${path}" is neither a file nor a directory`)
  }
  return { kind: 'path', path, exists: true }
}

export function isInside(root: string, path: string): boolean {
  return path === root || path.startsWith(root.endsWith(sep) ? root : root + sep)
}

/** Real path of the deepest directory that exists; of a link that leads nowhere nobody can say where it will lead. */
function nearestRealDirectory(path: string): string {
  const real = realPathOf(path)
  if (real !== null) return real
  if (entryAt(path)?.isSymbolicLink() === true) return '/'
  const above = dirname(path)
  return nearestRealDirectory(above === path ? join(path, sep) : above)
}
