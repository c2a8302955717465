import { createHash } from 'node:crypto'
import { basename } from 'node:path'
import { isPlain, type LogFile, type LogPart } from '../log/log-part.js'
import { partChunks } from '../log/part-chunks.js'

/** What tells a file of the log again: SHA-256 of the first `bytes` bytes it holds, unpacked. */
export type FileDigest = { readonly name: string; readonly bytes: number; readonly sha256: string }

/**
 * Digest of what a file held when it was listed; what was appended since does not count. Of a packed file it
 * is what it unpacks to: rotation packs a file without changing what the log says.
 */
export async function fileDigest(part: LogPart, signal?: AbortSignal): Promise<FileDigest> {
  const { bytes, sha256 } = await prefixDigest(part, Infinity, signal)
  return { name: basename(part.path), bytes, sha256 }
}

async function prefixDigest(
  part: LogPart,
  atMost: number,
  signal: AbortSignal | undefined,
): Promise<{ readonly bytes: number; readonly sha256: string }> {
  const hash = createHash('sha256')
  let bytes = 0
  for await (const chunk of partChunks(part, () => {})) {
    signal?.throwIfAborted()
    const wanted = chunk.subarray(0, atMost - bytes)
    hash.update(wanted)
    bytes += wanted.length
    if (bytes === atMost) break
  }
  return { bytes, sha256: hash.digest('hex') }
}

export type FoundFiles = {
  /** The files' covered parts, oldest first; only complete when nothing is `missing`. */
  readonly covered: readonly LogPart[]
  readonly missing: readonly FileDigest[]
  /** Older than the newest covered file, and in no digest. */
  readonly extra: readonly string[]
}

/**
 * Finds the files again that digests were taken of. Rotation may have renamed and packed them, and the
 * newest may have grown: a file is known by how it starts.
 */
export async function findFiles(
  digests: readonly FileDigest[],
  parts: readonly LogPart[],
  signal?: AbortSignal,
): Promise<FoundFiles> {
  const taken = new Map<number, LogPart>()
  const missing: FileDigest[] = []
  for (const known of digests) {
    const at = await indexOf(known, parts, taken, signal)
    const part = at === null ? undefined : parts[at]
    if (at === null || part === undefined) missing.push(known)
    else taken.set(at, coveredOf(part, known))
  }
  const newest = Math.max(-1, ...taken.keys())
  const extra = parts.filter((_, i) => i < newest && !taken.has(i)).map(({ path }) => path)
  return { covered: [...taken.values()], missing, extra }
}

async function indexOf(
  known: FileDigest,
  parts: readonly LogPart[],
  taken: ReadonlyMap<number, LogPart>,
  signal: AbortSignal | undefined,
): Promise<number | null> {
  for (const [i, part] of parts.entries()) {
    if (taken.has(i) || (isPlain(part) && part.bytes < known.bytes)) continue
    const { bytes, sha256 } = await prefixDigest(part, known.bytes, signal)
    if (bytes === known.bytes && sha256 === known.sha256) return i
  }
  return null
}

/** The bytes that the digest was taken of, and no more. */
function coveredOf(part: LogPart, { bytes }: FileDigest): LogPart {
  if (!isPlain(part)) return part
  const covered: LogFile = { ...part, bytes }
  return covered
}
