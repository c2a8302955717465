import { closeSync, openSync, readSync } from 'node:fs'
import type { FileRange } from './tally-range.js'

/** Deals ranges out in up to `parts` runs of about equal bytes; cuts fall behind a newline. */
export function splitRanges(
  ranges: readonly FileRange[],
  parts: number,
): readonly (readonly FileRange[])[] {
  const all = ranges.reduce((sum, range) => sum + range.to - range.from, 0)
  const share = Math.ceil(all / parts)
  const dealt: FileRange[][] = [[]]
  let room = share
  const buffer = Buffer.allocUnsafe(1 << 14)
  for (const range of ranges) {
    let from = range.from
    while (from < range.to) {
      const wanted = Math.min(from + room, range.to)
      const to =
        wanted === range.to ? wanted : Math.min(lineStart(range.path, wanted, buffer), range.to)
      dealt.at(-1)?.push({ path: range.path, from, to })
      room -= to - from
      from = to
      if (room <= 0) {
        dealt.push([])
        room = share
      }
    }
  }
  return dealt.filter((run) => run.length > 0)
}

/** The first start of a line at or behind a position; the end of the file when there is none. */
function lineStart(path: string, position: number, buffer: Buffer): number {
  const file = openSync(path, 'r')
  try {
    // From the byte before: a newline there means that a line starts right here.
    for (let at = position - 1; ;) {
      const got = readSync(file, buffer, 0, buffer.length, at)
      const newline = buffer.subarray(0, got).indexOf(10)
      if (newline !== -1) return at + newline + 1
      if (got === 0) return at
      at += got
    }
  } finally {
    closeSync(file)
  }
}

/** Where the last complete line of a file of `bytes` bytes ends; 0 when it has none. */
export function completeBytes(path: string, bytes: number): number {
  const buffer = Buffer.allocUnsafe(1 << 16)
  const file = openSync(path, 'r')
  try {
    for (let end = bytes; end > 0;) {
      const start = Math.max(0, end - buffer.length)
      const got = readSync(file, buffer, 0, end - start, start)
      const newline = buffer.subarray(0, got).lastIndexOf(10)
      if (newline !== -1) return start + newline + 1
      end = start
    }
    return 0
  } finally {
    closeSync(file)
  }
}
