import { closeSync, createReadStream, openSync, readSync } from 'node:fs'
import { pipeline, type Readable, type Transform } from 'node:stream'
import * as zlib from 'node:zlib'
import { messageOf } from '@partial-trust/settings'
import {
  isPlain,
  type LogFile,
  type LogPart,
  type LogPipe,
  type Packing,
  type TellHole,
} from './log-part.js'
import { movedMeanwhile } from './moved-meanwhile.js'
import { packingOf, unreadContent } from './sniff.js'

const chunkBytes = 1 << 20

/**
 * The bytes of a part, unpacked, in constant memory. What cannot be read of it is told as a hole, and what
 * came well before counts. The views are only good until the next one.
 */
export async function* partChunks(
  part: LogPart,
  tell: TellHole,
): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    if (isPlain(part)) yield* fileChunks(part)
    else if (part.packing === 'pipe') yield* pipeChunks(part, tell)
    else yield* unpackedFile(part, tell)
    const moved = part.packing === 'pipe' ? null : movedMeanwhile(part)
    if (moved !== null) tell(moved)
  } catch (error) {
    tell(holeOf(part, error))
  }
}

function* fileChunks({ path, bytes }: LogFile): Generator<Uint8Array, void> {
  const buffer = Buffer.allocUnsafe(Math.min(chunkBytes, Math.max(1, bytes)))
  const file = openSync(path, 'r')
  try {
    for (let position = 0; position < bytes;) {
      const got = readSync(file, buffer, 0, Math.min(buffer.length, bytes - position), position)
      if (got === 0) return // cut since it was listed, which is told
      position += got
      yield buffer.subarray(0, got)
    }
  } finally {
    closeSync(file)
  }
}

/** Packed files may be several put one after the other; zlib goes on by itself, zstd stops. */
async function* unpackedFile(
  { path, bytes, packing }: LogFile,
  tell: TellHole,
): AsyncGenerator<Uint8Array, void> {
  for (let start = 0; start < bytes;) {
    const unpacker = unpackerFor(packing)
    const source = createReadStream(path, { start, end: bytes - 1, highWaterMark: 1 << 18 })
    yield* unpacked(source, unpacker)
    start += unpacker.bytesWritten
    if (start >= bytes || unpacker.bytesWritten === 0) return
    if (packing === 'gzip') return // what follows is padding; anything else was an error
    const next = firstBytes(path, start)
    if (packingOf(next) !== packing) {
      tell(`${path} holds ${bytes - start} bytes behind its packed content, which were not read`)
      return
    }
  }
}

async function* pipeChunks(part: LogPipe, tell: TellHole): AsyncGenerator<Uint8Array, void> {
  const source = part.open()
  try {
    yield* sourceChunks(part, source, tell)
  } finally {
    source.destroy() // whoever writes into it must not wait for a reader that has gone
  }
}

async function* sourceChunks(
  part: LogPipe,
  source: Readable,
  tell: TellHole,
): AsyncGenerator<Uint8Array, void> {
  const reader = source[Symbol.asyncIterator]()
  const first = await readFirst(reader)
  if (first === null) return
  const rest = restOf(first, reader)
  const packing = packingOf(first)
  const unread = unreadContent(first)
  if (unread !== null) {
    tell(`${part.path} ${unread}`)
    return
  }
  if (packing === 'plain') {
    yield* rest
    return
  }
  const unpacker = unpackerFor(packing)
  let fed = 0
  const counted = async function* (): AsyncGenerator<Buffer, void> {
    for await (const chunk of rest) {
      fed += chunk.length
      yield chunk
    }
  }
  yield* unpacked(counted(), unpacker)
  if (unpacker.bytesWritten < fed && packing === 'zstd') {
    tell(
      `${part.path} holds more than one packed content in a row, and only the first was read: unpack it before it comes here (zstdcat)`,
    )
  }
}

async function readFirst(reader: AsyncIterator<unknown>): Promise<Buffer | null> {
  // Enough to tell what it is; a pipe may give a byte at a time.
  let first = Buffer.alloc(0)
  while (first.length < 4096) {
    const next = await reader.next()
    if (next.done === true) break
    first = Buffer.concat([first, bytesOf(next.value)])
  }
  return first.length === 0 ? null : first
}

async function* restOf(
  first: Buffer,
  reader: AsyncIterator<unknown>,
): AsyncGenerator<Buffer, void> {
  yield first
  for (;;) {
    const next = await reader.next()
    if (next.done === true) return
    yield bytesOf(next.value)
  }
}

function bytesOf(chunk: unknown): Buffer {
  return Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk))
}

type Unpacker = Transform & { readonly bytesWritten: number }

async function* unpacked(
  source: Readable | AsyncIterable<Buffer>,
  unpacker: Unpacker,
): AsyncGenerator<Uint8Array, void> {
  pipeline(source, unpacker, () => {}) // an error ends the iteration below
  let isFirst = true
  for await (const chunk of unpacker) {
    const bytes = bytesOf(chunk)
    const unread = isFirst ? unreadContent(bytes) : null
    if (unread !== null) throw new Error(`what is packed in it ${unread}`)
    isFirst = false
    yield bytes
  }
}

function unpackerFor(packing: Packing): Unpacker {
  const options = { chunkSize: 1 << 18 }
  if (packing !== 'zstd') return zlib.createGunzip(options)
  if (canReadZstd) return zlib.createZstdDecompress(options)
  throw new Error(noZstd)
}

/** Node 22.15 and 23.8 brought it. */
const canReadZstd = typeof zlib.createZstdDecompress === 'function'
const noZstd = 'zstd needs Node 22.15 or later; unpack it first (zstd -d), or pipe it in (zstdcat)'

function firstBytes(path: string, from: number): Buffer {
  const file = openSync(path, 'r')
  try {
    const buffer = Buffer.alloc(8)
    return buffer.subarray(0, readSync(file, buffer, 0, buffer.length, from))
  } finally {
    closeSync(file)
  }
}

function holeOf({ path, packing }: LogPart, error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const reason = messageOf(error)
  if (code === 'Z_BUF_ERROR') return `${path} is cut off: its packed content has no end`
  if (code.startsWith('Z_') || code.startsWith('ZSTD_')) {
    return `${path} is damaged (${packing}: ${reason}): what lies just before the damage, and all behind it, was not read`
  }
  return `${path} cannot be read: ${reason}`
}
