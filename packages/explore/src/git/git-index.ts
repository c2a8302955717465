import { createHash } from 'node:crypto'

/** How a repository names its objects; 20 or 32 bytes. */
export type HashName = 'sha1' | 'sha256'
export const hashBytes: Readonly<Record<HashName, number>> = { sha1: 20, sha256: 32 }

/** What an index says of one file, without what it remembers of the file's times and size. */
export type IndexEntry = {
  /** From the top of the tree, in the file system's own bytes. */
  readonly path: Buffer
  readonly mode: number
  readonly objectId: Buffer
  /** 0, or 1 to 3 for the sides of a conflict. */
  readonly stage: number
  /** Left out of a sparse checkout. */
  readonly skipWorktree: boolean
  readonly intentToAdd: boolean
}

export const fileModes: ReadonlySet<number> = new Set([0o100644, 0o100755, 0o120000, 0o160000])

/**
 * Writes an index that remembers nothing of times and sizes, so that git compares every file by its
 * content: what a foreign index remembers could hide a change, or make git take a file that lies
 * behind a link for one of the tree.
 */
export function writeIndex(entries: readonly IndexEntry[], hash: HashName): Buffer {
  const extended = entries.some(({ skipWorktree, intentToAdd }) => skipWorktree || intentToAdd)
  const header = Buffer.alloc(12)
  header.write('DIRC', 'latin1')
  header.writeUInt32BE(extended ? 3 : 2, 4)
  header.writeUInt32BE(entries.length, 8)
  const body = Buffer.concat([header, ...entries.map((entry) => writeEntry(entry))])
  return Buffer.concat([body, createHash(hash).update(body).digest()])
}

function writeEntry({
  path,
  mode,
  objectId,
  stage,
  skipWorktree,
  intentToAdd,
}: IndexEntry): Buffer {
  const extended = skipWorktree || intentToAdd
  const pathAt = 40 + objectId.length + (extended ? 4 : 2)
  // One to eight NULs end the path and fill up to a multiple of eight.
  const entry = Buffer.alloc((pathAt + path.length + 8) & ~7)
  entry.writeUInt32BE(mode, 24)
  objectId.copy(entry, 40)
  const flags = (extended ? 0x4000 : 0) | (stage << 12) | Math.min(path.length, 0xfff)
  entry.writeUInt16BE(flags, 40 + objectId.length)
  if (extended) {
    entry.writeUInt16BE((skipWorktree ? 0x4000 : 0) | (intentToAdd ? 0x2000 : 0), pathAt - 2)
  }
  path.copy(entry, pathAt)
  return entry
}
