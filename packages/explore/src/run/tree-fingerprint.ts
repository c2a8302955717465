import { createHash } from 'node:crypto'
import { lstatSync, readFileSync, readdirSync, readlinkSync, type BigIntStats } from 'node:fs'
import { join } from 'node:path'
import { findGitPlaces } from './git-places.js'

/** What a tree looked like at one moment, `.git` and everything ignored included. */
export type TreeFingerprint = {
  /** SHA-256 over every entry, in hex. */
  readonly digest: string
  readonly entries: number
  /** Files of which the content was hashed; the others by size and times of change. */
  readonly hashedFiles: number
  readonly statedFiles: number
  readonly byPath: ReadonlyMap<string, string>
}

/** Where the entries of a linked worktree's own git directory, its index among them, are listed. */
const linkedPrefix = '.git//'

/** Bytes of content that one fingerprint reads; beyond, a file's times must do. */
const contentBudget = 512 * 1024 * 1024

/** Installed packages: many files, restorable, and their change times tell of any write. */
const statOnly = new Set(['node_modules'])

/**
 * Fingerprints a tree: of each entry the path, kind, mode and size, of a link its target, of a file
 * its content. Below `node_modules`, and beyond 512 MiB of content, a file counts by inode,
 * modification time and status-change time instead, which no program can set back.
 */
export function fingerprintTree(root: string): TreeFingerprint {
  const places = findGitPlaces(root)
  const linked = places.kind === 'places' && places.own !== join(root, '.git') ? places.own : null
  const byPath = new Map<string, string>()
  const hash = createHash('sha256')
  let budget = contentBudget
  let hashedFiles = 0
  let statedFiles = 0

  const visit = (path: string, name: string, byStat: boolean): void => {
    const full =
      linked !== null && path.startsWith(linkedPrefix)
        ? join(linked, path.slice(linkedPrefix.length))
        : join(root, path)
    const entry = lstatSync(full, { bigint: true, throwIfNoEntry: false })
    if (entry === undefined) return
    let facts = `${entry.mode.toString(8)} ${entry.isDirectory() ? '' : entry.size}`
    if (entry.isSymbolicLink()) facts += ` ${readlinkSync(full)}`
    if (entry.isFile()) {
      const content = byStat || entry.size > budget ? null : contentOf(full)
      if (content === null) {
        statedFiles += 1
        facts += times(entry)
      } else {
        hashedFiles += 1
        budget -= Number(entry.size)
        facts += ` ${content}`
      }
    }
    byPath.set(path, facts)
    hash.update(`${path}\0${facts}\n`)
    if (entry.isDirectory()) {
      const inner = byStat || statOnly.has(name)
      for (const child of list(full)) visit(path === '' ? child : `${path}/${child}`, child, inner)
    }
  }
  visit('', '', false)
  if (linked !== null) for (const name of list(linked)) visit(`${linkedPrefix}${name}`, name, false)
  return { digest: hash.digest('hex'), entries: byPath.size, hashedFiles, statedFiles, byPath }
}

/** Paths that were added, removed or changed between two fingerprints, sorted. */
export function changedPaths(before: TreeFingerprint, after: TreeFingerprint): string[] {
  const paths = new Set([...before.byPath.keys(), ...after.byPath.keys()])
  return [...paths]
    .filter((path) => before.byPath.get(path) !== after.byPath.get(path))
    .map((path) => (path === '' ? '.' : path))
    .toSorted()
}

function contentOf(path: string): string | null {
  try {
    return createHash('sha256').update(readFileSync(path)).digest('hex')
  } catch {
    return null // unreadable for us, so for the tools as well: its times must do
  }
}

function times(entry: BigIntStats): string {
  return ` ${entry.ino} ${entry.mtimeNs} ${entry.ctimeNs}`
}

function list(path: string): string[] {
  try {
    return readdirSync(path).toSorted()
  } catch {
    return []
  }
}
