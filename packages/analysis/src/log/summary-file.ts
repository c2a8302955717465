import { createHash } from 'node:crypto'
import { closeSync, fstatSync, openSync, readSync, renameSync, rmSync, writeSync } from 'node:fs'
import { deserialize, serialize } from 'node:v8'
import { countWidth } from '@partial-trust/core'
import type { TallySnapshot } from './log-tally.js'

/** What a summary covers of one file, and how to know that file again. */
export type CoveredFile = {
  readonly device: string
  readonly inode: string
  /** Bytes covered, up to the end of a line. */
  readonly bytes: number
  /** Digest of windows of these bytes: start, end, and some in between. */
  readonly digest: string
}

export type SummaryContent = {
  readonly files: readonly CoveredFile[]
  readonly tally: TallySnapshot
}

/** Raised whenever a tally, the way of counting, a record's identity or the form below changes. */
const summaryVersion = 'partial-trust log summary 4'

/*
 * A digest of the rest; the length of the head; the head; from a multiple of 8 on, the large arrays
 * as they lie in memory: a summary is written and read without a second copy of them.
 */
const digestBytes = 32
const headAt = digestBytes + 8

/** The part of a summary that is not arrays. */
type Head = SummaryContent & {
  readonly version: string
  /** Lengths of the large arrays, in the order of {@link largeArrays}. */
  readonly lengths: readonly number[]
}

/** @throws {Error} of the file system; then there is no new summary, and the old one stays. */
export function writeSummaryFile(path: string, { files, tally }: SummaryContent): void {
  const large = largeArrays(tally)
  const lengths = large.map((array) => array.length)
  const small = withArrays(tally, [])
  const head: Head = { version: summaryVersion, files, tally: small, lengths }
  const body = serialize(head)
  const length = Buffer.alloc(8)
  length.writeUInt32LE(body.length)
  const padding = Buffer.alloc(-body.length & 7)
  const parts = [length, body, padding, ...large.map((array) => bytesOf(array))]
  const digest = createHash('sha256')
  for (const part of parts) digest.update(part)
  const temporary = `${path}.${process.pid}.tmp`
  try {
    const file = openSync(temporary, 'w')
    try {
      for (const part of [digest.digest(), ...parts]) writeAll(file, part)
    } finally {
      closeSync(file)
    }
    renameSync(temporary, path)
  } catch (error) {
    rmSync(temporary, { force: true })
    throw error
  }
}

/**
 * Null for a file that is damaged, or of another version of this program. The digest vouches for the
 * rest: only {@link writeSummaryFile} writes it, and the version says which.
 *
 * @throws {Error} when the file cannot be read.
 */
export function readSummaryFile(path: string): SummaryContent | null {
  const bytes = readAll(path)
  const rest = bytes.subarray(digestBytes)
  if (bytes.length < headAt) return null
  if (!createHash('sha256').update(rest).digest().equals(bytes.subarray(0, digestBytes)))
    return null
  const bodyBytes = bytes.readUInt32LE(digestBytes)
  const head: unknown = deserialize(bytes.subarray(headAt, headAt + bodyBytes))
  if (!isHead(head)) return null
  let at = headAt + bodyBytes + (-bodyBytes & 7)
  const large = head.lengths.map((length) => {
    const array = new Float64Array(bytes.buffer, at, length)
    at += array.byteLength
    return array
  })
  return { files: head.files, tally: withArrays(head.tally, large) }
}

const none = new Float64Array()

function largeArrays({ seen, cells }: TallySnapshot): readonly Float64Array[] {
  const vectors = cells.vectors.subarray(0, cells.keys.length * countWidth)
  return [cells.keys, vectors, ...seen.generations]
}

function withArrays(tally: TallySnapshot, large: readonly Float64Array[]): TallySnapshot {
  const [keys = none, vectors = none, ...generations] = large
  return {
    ...tally,
    seen: { ...tally.seen, generations },
    cells: { ...tally.cells, keys, vectors },
  }
}

function isHead(head: unknown): head is Head {
  return (
    typeof head === 'object' &&
    head !== null &&
    'version' in head &&
    head.version === summaryVersion
  )
}

function bytesOf({ buffer, byteOffset, byteLength }: Float64Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength)
}

function writeAll(file: number, bytes: Uint8Array): void {
  let written = 0
  while (written < bytes.length) written += writeSync(file, bytes, written)
}

/** In a buffer of its own, so that numbers can be read where they lie. */
function readAll(path: string): Buffer<ArrayBuffer> {
  const file = openSync(path, 'r')
  try {
    const bytes = Buffer.from(new ArrayBuffer(fstatSync(file).size))
    let got = 0
    while (got < bytes.length) {
      const more = readSync(file, bytes, got, bytes.length - got, got)
      if (more === 0) break // truncated meanwhile: the digest will not match
      got += more
    }
    return bytes
  } finally {
    closeSync(file)
  }
}
