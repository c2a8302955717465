import { realpathSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { refuse, type Refused } from '../guard/refusal.js'
import { entryAt } from '../tree/entry-at.js'
import { readPlainText } from './read-plain.js'

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
  const found = entryAt(entry)
  if (found === null) {
    return refuse(
      'repository',
      'there is no .git at the top of the tree, so git has nothing to say',
    )
  }
  if (found.isSymbolicLink()) return refuse('link-outside', '.git is a link')
  if (found.isDirectory()) {
    return entryAt(join(entry, 'commondir')) === null
      ? { kind: 'places', own: entry, common: entry }
      : refuse('repository', '.git names another directory as its own (commondir)')
  }
  return findLinkedPlaces(root, entry)
}

/** A worktree's `.git` file is believed when the repository it names knows of the worktree as well. */
function findLinkedPlaces(root: string, entry: string): GitPlaces | Refused {
  try {
    const own = realpathSync(resolve(root, /^gitdir: (.+)$/mu.exec(readText(entry))?.[1] ?? ''))
    const back = resolve(own, readText(join(own, 'gitdir')).trim())
    const common = realpathSync(resolve(own, readText(join(own, 'commondir')).trim()))
    const mutual =
      realpathSync(dirname(back)) === root && dirname(own) === join(common, 'worktrees')
    if (mutual) return { kind: 'places', own, common }
  } catch {
    // unreadable in some way: answered below
  }
  const why = '.git names a repository elsewhere that does not name this worktree'
  return refuse('link-outside', why)
}

function readText(path: string): string {
  const text = readPlainText(path, path)
  if (text === null) throw new Error(`${path} does not exist`)
  return text
}
