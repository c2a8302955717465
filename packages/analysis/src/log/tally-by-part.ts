import { setImmediate } from 'node:timers/promises'
import { foldLine } from './fold-line.js'
import { LineSplitter } from './line-splitter.js'
import type { RiskLog } from './log-part.js'
import { LogTally } from './log-tally.js'
import { partChunks } from './part-chunks.js'
import { allTime, type TimeWindow } from './time-window.js'

/**
 * Counts every record of a log with the parts of its corridors told apart. Each line is parsed whole: which
 * closed lists a corridor declares is not known beforehand.
 */
export async function tallyByPart(
  log: RiskLog,
  { window = allTime, signal }: { readonly window?: TimeWindow; readonly signal?: AbortSignal },
): Promise<LogTally> {
  const tally = new LogTally({ byPart: true })
  tally.holes.push(...log.holes)
  const take = (line: Uint8Array | null): void => {
    if (line === null) tally.parseErrors += 1
    else foldLine(tally, line, window)
  }
  for (const part of log.parts) {
    const splitter = new LineSplitter()
    for await (const chunk of partChunks(part, (hole) => tally.holes.push(hole))) {
      await setImmediate() // a Ctrl-C gets through
      signal?.throwIfAborted()
      for (const line of splitter.take(chunk)) take(line)
    }
    for (const line of splitter.end()) take(line)
  }
  return tally
}
