import { foldLine } from './fold-line.js'
import type { LogFile } from './log-files.js'
import { LogTally } from './log-tally.js'
import { readLines } from './read-lines.js'
import { allTime, type TimeWindow } from './time-window.js'

export type TallyOptions = { readonly window?: TimeWindow; readonly signal?: AbortSignal }

/** Counts every record of the files. */
export async function tallyLog(
  files: readonly LogFile[],
  { window = allTime, signal }: TallyOptions = {},
): Promise<LogTally> {
  const tally = new LogTally()
  for (const { path, bytes } of files) {
    signal?.throwIfAborted()
    for (const line of readLines(path, 0, bytes)) {
      if (line === null) tally.parseErrors += 1
      else foldLine(tally, line, window)
    }
  }
  return tally
}
