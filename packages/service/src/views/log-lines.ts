import { open } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'

/** Read at a time: a millisecond or two with their parsing, between which decisions go on. */
const chunkBytes = 128 * 1024

/** Processes that share a log write a moment apart, so its lines are in order up to that. */
export const outOfOrderMs = 60_000

export type Lines = {
  /** Newest first. */
  readonly lines: readonly string[]
  /** Bytes read for them. */
  readonly size: number
}

/**
 * The lines of a risk log from its end backwards through `PATH`, `PATH.1` and so on, some at a time.
 *
 * @throws when a file is there and cannot be read.
 */
export async function* linesFromEnd(path: string): AsyncGenerator<Lines> {
  for (let age = 0; ; age++) {
    const file = await openOrNull(age === 0 ? path : `${path}.${age}`)
    if (file === null) return
    try {
      yield* chunksFromEnd(file)
    } finally {
      await file.close()
    }
  }
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

async function openOrNull(path: string): Promise<FileHandle | null> {
  try {
    return await open(path, 'r')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}
