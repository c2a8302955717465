import { closeSync, openSync, readSync } from 'node:fs'
import type { LogTally } from './log-tally.js'
import { ScanFold } from './scan-fold.js'
import type { TimeWindow } from './time-window.js'

/** Part of a file, from the start of a line to the end of one (or of the file). */
export type FileRange = { readonly path: string; readonly from: number; readonly to: number }

/**
 * Counts the lines of some ranges, in constant memory; each is asked for when the one before is done.
 * `pause` is called about every megabyte; what it throws ends the count.
 */
export async function tallyRanges(
  tally: LogTally,
  ranges: Iterable<FileRange>,
  window: TimeWindow,
  pause: () => void | Promise<void>,
): Promise<void> {
  const fold = new ScanFold(tally, window)
  for (const { path, from, to } of ranges) {
    const file = openSync(path, 'r')
    try {
      let position = from
      while (position < to) {
        const { room } = fold
        const got = readSync(file, room, 0, Math.min(room.length, to - position), position)
        if (got === 0) break // truncated since we looked
        position += got
        fold.took(got)
        await pause()
      }
    } finally {
      closeSync(file)
    }
    fold.endFile()
  }
  fold.finish()
}
