import { lstatSync, readFileSync, realpathSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { refuse, type Refused } from '../guard/refusal.js'

/** Where git keeps what it knows of a tree. */
export type GitPlaces = {
  readonly kind: 'places'
  /** Holds HEAD and the index. */
  readonly own: string
  /** Holds objects, refs and the configuration; the same as `own` except in a linked worktree. */
  readonly common: string
}

export function findGitPlaces(root: string): GitPlaces | Refused {
  const entry = join(root, '.git')
  const found = lstatSync(entry, { throwIfNoEntry: false })
  if (found === undefined) {
    return refuse(
      'repository',
      'there is no .git at the top of the tree, so git has nothing to say',
    )
  }
  if (found.isSymbolicLink()) return refuse('link-outside', '.git is a link')
  if (found.isDirectory()) {
    return lstatSync(join(entry, 'commondir'), { throwIfNoEntry: false }) === undefined
      ? { kind: 'places', own: entry, common: entry }
      : refuse('repository', '.git names another directory as its own (commondir)')
  }
  return findLinkedPlaces(root, entry)
}

/** A worktree's `.git` file is believed when the repository it names knows of the worktree as well. */
function findLinkedPlaces(root: string, entry: string): GitPlaces | Refused {
  try {
    const own = realpathSync(resolve(root, /^gitdir: (.+)$/mu.exec(readSmall(entry))?.[1] ?? ''))
    const back = resolve(own, readSmall(join(own, 'gitdir')).trim())
    const common = realpathSync(resolve(own, readSmall(join(own, 'commondir')).trim()))
    const mutual =
      realpathSync(dirname(back)) === root && dirname(own) === join(common, 'worktrees')
    if (mutual) return { kind: 'places', own, common }
  } catch {
    // unreadable in some way: answered below
  }
  const why = '.git names a repository elsewhere that does not name this worktree'
  return refuse('link-outside', why)
}

/** @throws {Error} when the path is not a plain file of at most 64 KiB. */
export function readSmall(path: string): string {
  const entry = lstatSync(path)
  if (!entry.isFile() || entry.size > 65_536) throw new Error(`${path} is no small file`)
  return readFileSync(path, 'utf8')
}
