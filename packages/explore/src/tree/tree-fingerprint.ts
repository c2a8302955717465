import { createHash } from 'node:crypto'
import {
  closeSync,
  constants,
  lstatSync,
  openSync,
  readSync,
  readlinkSync,
  type BigIntStats,
} from 'node:fs'
import { join } from 'node:path'
import { findGitPlaces } from '../git/git-places.js'
import { bytePath, openable, shownPath, type BytePath } from './byte-path.js'
import { openPacer, type Pacer } from './pacer.js'
import { walkTree } from './walk-tree.js'

/** What a tree looked like at one moment, `.git` and everything ignored included. */
export type TreeFingerprint = {
  /** SHA-256 over every entry, in hex. */
  readonly digest: string
  readonly entries: number
  /** Files of which the content was hashed; the others by size and times of change. */
  readonly hashedFiles: number
  readonly statedFiles: number
  readonly byPath: ReadonlyMap<BytePath, string>
}

/** Where the entries of a linked worktree's own git directory, its index among them, are listed. */
const linkedPrefix = '.git//'

/** Bytes of content that one fingerprint reads; beyond, a file's times must do. */
const contentBudget = 512 * 1024 * 1024

/** Installed packages: many files, restorable, and their change times tell of any write. */
const statOnly = /(?:^|\/)node_modules\//u

/**
 * Fingerprints a tree: of each entry the path, kind, mode and size, of a link its target, of a file
 * its content. Below `node_modules`, and beyond 512 MiB of content, a file counts by inode,
 * modification time and status-change time instead, which no program can set back.
 *
 * @throws the signal's reason once it is aborted.
 */
export async function fingerprintTree(
  root: string,
  signal: AbortSignal = new AbortController().signal,
): Promise<TreeFingerprint> {
  const places = findGitPlaces(root)
  const linked = places.kind === 'places' && places.own !== join(root, '.git') ? places.own : null
  const pacer = openPacer(signal)
  const sheet = openSheet(pacer)
  await sheet.add('', bytePath(root), false)
  await walkTree(root, pacer, async ({ path, full }) => {
    await sheet.add(path, full, statOnly.test(path))
    return true
  })
  if (linked !== null) {
    await walkTree(linked, pacer, async ({ path, full }) => {
      await sheet.add(`${linkedPrefix}${path}`, full, false)
      return true
    })
  }
  return sheet.fingerprint()
}

/** Paths that were added, removed or changed between two fingerprints, sorted. */
export function changedPaths(before: TreeFingerprint, after: TreeFingerprint): string[] {
  const paths = new Set([...before.byPath.keys(), ...after.byPath.keys()])
  return [...paths]
    .filter((path) => before.byPath.get(path) !== after.byPath.get(path))
    .map((path) => (path === '' ? '.' : shownPath(path)))
    .toSorted()
}

type Sheet = {
  add(path: BytePath, full: BytePath, byTimes: boolean): Promise<void>
  fingerprint(): TreeFingerprint
}

function openSheet(pacer: Pacer): Sheet {
  const byPath = new Map<BytePath, string>()
  const hash = createHash('sha256')
  let budget = contentBudget
  let hashedFiles = 0
  let statedFiles = 0
  const piece = Buffer.allocUnsafe(pieceBytes)
  const factsOf = async (full: BytePath, byTimes: boolean): Promise<string | null> => {
    const entry = lstatSync(openable(full), { bigint: true, throwIfNoEntry: false })
    if (entry === undefined) return null
    const facts = `${entry.mode.toString(8)} ${entry.isDirectory() ? '' : entry.size}`
    if (entry.isSymbolicLink()) return `${facts} ${readlinkSync(openable(full), 'latin1')}`
    if (!entry.isFile()) return facts
    const content = byTimes || entry.size > budget ? null : await contentOf(full, pacer, piece)
    if (content === null) {
      statedFiles += 1
      return facts + times(entry)
    }
    hashedFiles += 1
    budget -= Number(entry.size)
    return `${facts} ${content}`
  }
  return {
    async add(path, full, byTimes) {
      const facts = await attempt(() => factsOf(full, byTimes))
      if (facts === null) return
      byPath.set(path, facts)
      hash.update(`${path}\0${facts}\n`, 'latin1')
    },
    fingerprint: () => ({
      digest: hash.digest('hex'),
      entries: byPath.size,
      hashedFiles,
      statedFiles,
      byPath,
    }),
  }
}

/** What cannot be looked at (a path too long, a folder without the right to enter it) counts as such. */
async function attempt(look: () => Promise<string | null>): Promise<string | null> {
  try {
    return await look()
  } catch (error) {
    if (error instanceof Error && 'syscall' in error && 'code' in error) return String(error.code)
    throw error
  }
}

const pieceBytes = 1024 * 1024

/** SHA-256 of a file, in pieces; null where it cannot be read by us, so by the tools as well. */
async function contentOf(path: BytePath, pacer: Pacer, piece: Buffer): Promise<string | null> {
  const descriptor = open(path)
  if (descriptor === null) return null
  try {
    const hash = createHash('sha256')
    for (let read = readSync(descriptor, piece); read > 0; read = readSync(descriptor, piece)) {
      hash.update(piece.subarray(0, read))
      if (read === pieceBytes) await pacer.step()
    }
    return hash.digest('hex')
  } finally {
    closeSync(descriptor)
  }
}

function open(path: BytePath): number | null {
  try {
    const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK
    return openSync(openable(path), flags)
  } catch {
    return null
  }
}

function times(entry: BigIntStats): string {
  return ` ${entry.ino} ${entry.mtimeNs} ${entry.ctimeNs}`
}
