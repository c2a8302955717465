import { lstatSync, realpathSync, statSync } from 'node:fs'
import { dirname, isAbsolute, join, resolve, sep } from 'node:path'
import { refuse, type Refused } from './refusal.js'

export type CheckedPath = {
  readonly kind: 'path'
  /** As given: what the command gets. */
  readonly path: string
  readonly exists: boolean
}

/**
 * Whether a path, read from the top of the tree, stays inside it: by its letters and by where its
 * links lead. What it names must be a file or a directory; a pipe or a device could block or act.
 * A path that does not exist yet passes when the nearest directory above it is inside.
 *
 * @param root The tree's real, absolute path.
 */
export function checkPath(root: string, path: string): CheckedPath | Refused {
  if (path === '') return refuse('bad-value', 'an empty path')
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
    const above = nearestRealDirectory(full)
    return isInside(root, above)
      ? { kind: 'path', path, exists: false }
      : refuse('link-outside', `"${path}" leads out of the repository through a link`)
  }
  if (!isInside(root, real)) {
    return refuse('link-outside', `"${path}" leads out of the repository through a link`)
  }
  const entry = statSync(real, { throwIfNoEntry: false })
  if (entry !== undefined && !entry.isFile() && !entry.isDirectory()) {
    return refuse('not-a-file', `"${path}" is neither a file nor a directory`)
  }
  return { kind: 'path', path, exists: true }
}

export function isInside(root: string, path: string): boolean {
  return path === root || path.startsWith(root.endsWith(sep) ? root : root + sep)
}

function realPathOf(path: string): string | null {
  try {
    return realpathSync.native(path)
  } catch {
    return null
  }
}

/** Real path of the deepest directory above `path` that exists; a dangling link counts as where it points. */
function nearestRealDirectory(path: string): string {
  const above = dirname(path)
  const link = lstatSync(path, { throwIfNoEntry: false })
  if (link?.isSymbolicLink() === true) return '/' // dangling: nobody can say where it will lead
  return realPathOf(above) ?? nearestRealDirectory(above === path ? join(path, sep) : above)
}
