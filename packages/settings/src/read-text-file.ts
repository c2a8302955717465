import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'

const kibibyte = 1024
const waitMs = 5

export type TextFileLimits = {
  /** Default 1 MiB: what people write by hand is far smaller. */
  readonly mostBytes?: number
  /** How long a pipe may take to say all, in ms; whoever reads it does nothing else meanwhile. Default 2000. */
  readonly pipeMs?: number
}

/**
 * The text of a file that people write by hand, such as a plan. Whatever stands in its place neither holds the
 * process up nor fills its memory: a pipe is read for as long as it takes to print a file, a device not at all.
 *
 * @throws {Error} of the system's, and with a sentence for what is no text file.
 */
export function readTextFile(
  path: string,
  { mostBytes = 1024 * kibibyte, pipeMs = 2_000 }: TextFileLimits = {},
): string {
  const descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  try {
    const entry = fstatSync(descriptor)
    if (entry.isDirectory()) throw new Error('it is a folder')
    if (!entry.isFile() && !entry.isFIFO()) throw new Error('it is neither a file nor a pipe')
    if (entry.size > mostBytes) throw tooLarge(mostBytes)
    return textOf(readAll(descriptor, mostBytes, entry.isFIFO() ? pipeMs : 0))
  } finally {
    closeSync(descriptor)
  }
}

function readAll(descriptor: number, mostBytes: number, pipeMs: number): Buffer {
  const bytes: Buffer[] = []
  let size = 0
  let leftMs = pipeMs
  for (;;) {
    const piece = Buffer.allocUnsafe(64 * kibibyte)
    const read = readPiece(descriptor, piece)
    if (read === 0 && (size > 0 || pipeMs === 0)) return Buffer.concat(bytes, size)
    if (read === null || read === 0) {
      // Nothing yet, or nobody who writes.
      if (leftMs <= 0) throw new Error(`it is a pipe that did not end within ${pipeMs} ms`)
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, waitMs)
      leftMs -= waitMs
      continue
    }
    bytes.push(piece.subarray(0, read))
    size += read
    if (size > mostBytes) throw tooLarge(mostBytes)
  }
}

/** Null where a pipe has nothing yet. */
function readPiece(descriptor: number, piece: Buffer): number | null {
  try {
    return readSync(descriptor, piece)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EAGAIN') return null
    throw error
  }
}

function tooLarge(mostBytes: number): Error {
  return new Error(`it is larger than ${Math.floor(mostBytes / kibibyte)} KiB`)
}

/** In the place of what is no UTF-8 would else stand a sign that nobody wrote. */
function textOf(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    throw new Error('it is not text in UTF-8: save it as UTF-8', { cause })
  }
}
