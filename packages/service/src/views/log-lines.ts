import { constants } from 'node:fs'
import { open, readdir } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { logPartNames } from '@partial-trust/core'

/** Read at a time: a millisecond or two with their parsing, between which decisions go on. */
const chunkBytes = 128 * 1024

/** Processes that share a log write a moment apart, so its lines are in order up to that. */
export const outOfOrderMs = 60_000

export type Lines = {
  /** Newest first. */
  readonly lines: readonly string[]
  /** Bytes read for them. */
  readonly size: number
  /** That older records are kept which are not read here: packed, or named by their date. The last of all. */
  readonly more?: true
}

/**
 * The lines of a risk log from its end backwards through `PATH`, `PATH.1` and so on, some at a time.
 *
 * @throws when a file is there and cannot be read.
 */
export async function* linesFromEnd(path: string): AsyncGenerator<Lines> {
  const read = new Set<string>()
  for (let name = path; ; name = `${path}.${read.size}`) {
    const file = await openOrNull(name)
    if (file === null) break
    read.add(basename(name))
    try {
      yield* chunksFromEnd(file)
    } finally {
      await file.close()
    }
  }
  if (await keepsMore(path, read)) yield { lines: [], size: 0, more: true }
}

/** Whether anything else lies beside a log that rotation put there. */
async function keepsMore(path: string, read: ReadonlySet<string>): Promise<boolean> {
  const siblings = await readdir(dirname(path)).catch(() => [])
  return logPartNames(basename(path), siblings).some(({ name }) => !read.has(name))
}

/** A file's whole lines from its last to its first, some at a time. A torn last line is passed over. */
async function* chunksFromEnd(file: FileHandle): AsyncGenerator<Lines> {
  let end = (await file.stat()).size
  let rest: Buffer = Buffer.alloc(0)
  while (end > 0) {
    const size = Math.min(chunkBytes, end)
    const chunk = Buffer.alloc(size)
    await file.read(chunk, 0, size, end - size)
    end -= size
    const bytes = Buffer.concat([chunk, rest])
    const first = end === 0 ? -1 : bytes.indexOf(10)
    // What stands before the first line's end may begin in the chunk before.
    rest = end === 0 ? Buffer.alloc(0) : bytes.subarray(0, first + 1)
    if (end > 0 && first < 0) {
      rest = bytes
      continue
    }
    yield {
      lines: bytes
        .toString('utf8', first + 1)
        .split('\n')
        .filter(isLine)
        .toReversed(),
      size,
    }
  }
}

function isLine(line: string): boolean {
  return line !== ''
}

/** Null for what is no file as well: a pipe that nobody writes to would be waited for without end. */
async function openOrNull(path: string): Promise<FileHandle | null> {
  try {
    const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK)
    if ((await file.stat()).isFile()) return file
    await file.close()
    return null
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}
