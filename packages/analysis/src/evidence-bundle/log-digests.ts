import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { basename } from 'node:path'
import type { LogFile } from '../log/index.js'

/** What tells a file of the log again: SHA-256 of its first `bytes` bytes. */
export type FileDigest = { readonly name: string; readonly bytes: number; readonly sha256: string }

/** Digest of what a file held when it was listed; what was appended since does not count. */
export async function fileDigest(file: LogFile, signal?: AbortSignal): Promise<FileDigest> {
  const { path, bytes } = file
  const hash = createHash('sha256')
  if (bytes > 0) {
    const stream = createReadStream(path, { end: bytes - 1, ...(signal ? { signal } : {}) })
    for await (const chunk of stream) hash.update(chunk)
  }
  return { name: basename(path), bytes, sha256: hash.digest('hex') }
}

export type FoundFiles = {
  /** The files' covered parts, oldest first; only complete when nothing is `missing`. */
  readonly covered: readonly LogFile[]
  readonly missing: readonly FileDigest[]
  /** Older than the newest covered file, and in no digest. */
  readonly extra: readonly string[]
}

/**
 * Finds the files again that digests were taken of. Rotation may have renamed them and the newest
 * may have grown: a file is known by how it starts.
 */
export async function findFiles(
  digests: readonly FileDigest[],
  files: readonly LogFile[],
  signal?: AbortSignal,
): Promise<FoundFiles> {
  const taken = new Map<number, LogFile>()
  const missing: FileDigest[] = []
  for (const known of digests) {
    const at = await indexOf(known, files, taken, signal)
    const file = at === null ? undefined : files[at]
    if (at === null || file === undefined) missing.push(known)
    else taken.set(at, { path: file.path, bytes: known.bytes })
  }
  const newest = Math.max(-1, ...taken.keys())
  const extra = files.filter((_, i) => i < newest && !taken.has(i)).map(({ path }) => path)
  return { covered: [...taken.values()], missing, extra }
}

async function indexOf(
  known: FileDigest,
  files: readonly LogFile[],
  taken: ReadonlyMap<number, LogFile>,
  signal: AbortSignal | undefined,
): Promise<number | null> {
  for (const [i, { path, bytes }] of files.entries()) {
    if (taken.has(i) || bytes < known.bytes) continue
    const { sha256 } = await fileDigest({ path, bytes: known.bytes }, signal)
    if (sha256 === known.sha256) return i
  }
  return null
}
