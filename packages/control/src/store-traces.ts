import { closeSync, fstatSync, openSync, readdirSync, readSync, statSync } from 'node:fs'
import { basename, dirname, join, parse } from 'node:path'
import * as zlib from 'node:zlib'

export type TracePaths = {
  readonly tokens: string
  readonly riskLog: string
  /** The state file; null where the store is no file. */
  readonly state: string | null
}

/**
 * What a store that is gone left behind, in words for a person; null where nothing says that there
 * ever was one. Reads a bounded part of the risk log.
 */
export function tracesOfEarlierStore({ tokens, riskLog, state }: TracePaths): string | null {
  const traces: string[] = []
  if (isFile(tokens)) traces.push(`tokens were given out (${tokens})`)
  const part = partsOf(riskLog).find(namesStage)
  if (part !== undefined) traces.push(`the risk log names stages of a rollout (${part})`)
  const log = state === null ? undefined : statOf(`${state}-wal`)
  if (log !== undefined && log.size > 0) traces.push(`a part of it is still here (${state}-wal)`)
  return traces.length === 0 ? null : traces.join('; ')
}

function isFile(path: string): boolean {
  return statOf(path)?.isFile() === true
}

function statOf(path: string) {
  try {
    return statSync(path, { throwIfNoEntry: false })
  } catch {
    return undefined // a path below a file, say: nothing is there
  }
}

/**
 * Of a log's files the log itself and the latest others. More than are parts of it by their names: also what a
 * hand renamed says that there was a store.
 */
function partsOf(riskLog: string): readonly string[] {
  const [folder, live] = [dirname(riskLog), basename(riskLog)]
  const { name: stem, ext: ending } = parse(live)
  const others = namesIn(folder)
    .filter((name) => name !== live && name.startsWith(stem) && name.includes(ending))
    .map((name) => join(folder, name))
    .map((path) => ({ path, changedMs: statOf(path)?.mtimeMs ?? 0 }))
    .toSorted((one, other) => other.changedMs - one.changedMs)
  return [riskLog, ...others.slice(0, mostParts).map(({ path }) => path)]
}

/** Whoever looks waits to serve; a rollout's stages are in the latest of them, if in any. */
const mostParts = 8

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

/** The first and the last of the log: a rollout's records are at one of its ends, if not at both. */
const lookedAtBytes = 1024 * 1024

function namesStage(path: string): boolean {
  if (!isFile(path)) return false
  let file: number | undefined
  try {
    file = openSync(path, 'r')
    const { size } = fstatSync(file)
    const buffer = Buffer.alloc(Math.min(size, lookedAtBytes))
    for (const from of new Set([0, size - buffer.length])) {
      const bytes = buffer.subarray(0, readSync(file, buffer, 0, buffer.length, from))
      if (/"stage":"/u.test(unpackedBeginning(bytes).toString('latin1'))) return true
    }
    return false
  } catch {
    return false
  } finally {
    if (file !== undefined) closeSync(file)
  }
}

/** So much of a packed file comes to about as much as is looked at of others. */
const packedBytes = 64 * 1024
const mostUnpackedBytes = 128 * 1024 * 1024

/** The beginning of what is packed in bytes that begin a packed file; the bytes themselves where nothing is. */
function unpackedBeginning(bytes: Buffer): Buffer {
  const magic = bytes.toString('hex', 0, 4)
  const begins = bytes.subarray(0, packedBytes)
  const maxOutputLength = mostUnpackedBytes
  try {
    // What is cut off on purpose is no error so.
    if (magic.startsWith('1f8b'))
      return zlib.gunzipSync(begins, { finishFlush: zlib.constants.Z_SYNC_FLUSH, maxOutputLength })
    if (magic === '28b52ffd')
      return zlib.zstdDecompressSync(begins, {
        finishFlush: zlib.constants.ZSTD_e_flush,
        maxOutputLength,
      })
  } catch {
    // damaged, or packed in a way that this Node does not read
  }
  return bytes
}
