import { closeSync, openSync, readSync } from 'node:fs'
import type { LogPart } from './log-part.js'
import type { LogTally } from './log-tally.js'
import { partChunks } from './part-chunks.js'
import { ScanFold } from './scan-fold.js'
import type { TimeWindow } from './time-window.js'

/** Part of a file, from the start of a line to the end of one (or of the file). */
export type FileRange = { readonly path: string; readonly from: number; readonly to: number }

/** A part that is read whole, from its beginning: packed, or a pipe. */
export type WholePart = { readonly part: LogPart }

/**
 * Counts the lines of some ranges and parts, in constant memory; each is asked for when the one before is
 * done. `pause` is called about every megabyte; what it throws ends the count.
 */
export async function tallyRanges(
  tally: LogTally,
  ranges: Iterable<FileRange | WholePart>,
  window: TimeWindow,
  pause: () => void | Promise<void>,
): Promise<void> {
  const fold = new ScanFold(tally, window)
  for (const range of ranges) {
    if ('part' in range) await foldPart(fold, range.part, tally, pause)
    else await foldRange(fold, range, pause)
    fold.endFile()
  }
  fold.finish()
}

async function foldRange(
  fold: ScanFold,
  { path, from, to }: FileRange,
  pause: () => void | Promise<void>,
): Promise<void> {
  const file = openSync(path, 'r')
  try {
    let position = from
    while (position < to) {
      const { room } = fold
      const got = readSync(file, room, 0, Math.min(room.length, to - position), position)
      if (got === 0) break // cut since it was listed, which tallyLog tells
      position += got
      fold.took(got)
      await pause()
    }
  } finally {
    closeSync(file)
  }
}

/** Bytes between two pauses; chunks of a pipe may be small. */
const pauseBytes = 1 << 20

async function foldPart(
  fold: ScanFold,
  part: LogPart,
  tally: LogTally,
  pause: () => void | Promise<void>,
): Promise<void> {
  let sincePause = 0
  for await (const chunk of partChunks(part, (hole) => tally.holes.push(hole))) {
    for (let at = 0; at < chunk.length;) {
      const { room } = fold
      const length = Math.min(room.length, chunk.length - at)
      room.set(chunk.subarray(at, at + length))
      fold.took(length)
      at += length
    }
    sincePause += chunk.length
    if (sincePause < pauseBytes) continue
    sincePause = 0
    await pause()
  }
}
